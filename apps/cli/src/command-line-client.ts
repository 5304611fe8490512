import type { Services } from '@signet/server';
import type { ClientFacts } from '@signet/sign-in';

/** Who asks the decision: nobody's browser, but the administrator at this machine. */
export function commandLineClient({ clock, random }: Pick<Services, 'clock' | 'random'>): ClientFacts {
  return {
    requestId: random.guid(),
    correlationId: random.guid(),
    remoteAddress: 'command line',
    userAgent: undefined,
    appId: undefined,
    now: clock.now(),
  };
}
