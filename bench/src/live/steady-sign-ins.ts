import { randomUUID } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { workThrough } from '@signet/identity';
import type { LiveWorld } from './world.ts';

/** Signs in so often, a few at a time and at a steady rate, as people come: the loop is free in between. */
export async function signInSteadily(world: LiveWorld, count: number, perSecond: number): Promise<void> {
  const started = performance.now();
  await workThrough(Array(count).keys(), AT_ONCE, async (number) => {
    const early = started + ((number + 1) / perSecond) * 1000 - performance.now();
    await (early > 1 ? setTimeout(early) : setImmediate());
    await signInOnce(world);
  });
}

async function signInOnce({ certificate, clock, signIn, user }: LiveWorld): Promise<void> {
  const decision = await signIn.decide({
    face: 'managed-certificate',
    tenantId: user.tenantId,
    client: {
      requestId: randomUUID(),
      correlationId: randomUUID(),
      remoteAddress: '127.0.0.1',
      userAgent: undefined,
      appId: undefined,
      now: clock.now(),
    },
    proof: {
      kind: 'certificate',
      peerCertificates: [certificate],
      expectedUserPrincipalName: user.userPrincipalName,
      audience: { kind: 'managed' },
    },
  });
  if (decision.verdict !== 'accepted') throw new Error(`a sign-in was refused: ${decision.code}`);
}

const AT_ONCE = 8;
