import type { ApplicationId } from '@signet/identity';
import type { ClientFacts } from '@signet/sign-in';
import type { RequestContext } from '../router.ts';

/** What the sign-in log keeps of a request. */
export function clientFacts(
  request: Request,
  context: RequestContext,
  appId: ApplicationId | undefined,
): ClientFacts {
  return {
    requestId: context.requestId,
    correlationId: context.correlationId,
    remoteAddress: context.remoteAddress,
    userAgent: request.headers.get('user-agent')?.slice(0, 256),
    appId,
    now: context.now,
  };
}
