import { randomUUID } from 'node:crypto';
import { type Grant, guid, type Session } from '@signet/identity';
import type { SerialNumber } from '@signet/pki';
import type { LiveWorld } from './world.ts';

/** Adds `count` sessions and as many grants, each pair from the certificate with the serial number of its number. */
export async function addLiveUses(
  world: LiveWorld,
  count: number,
  serialOf: (number: number) => SerialNumber,
): Promise<void> {
  for (let added = 0; added < count; added += AT_ONCE) {
    await world.directory.transaction(async ({ grants, sessions }) => {
      for (let number = added; number < Math.min(added + AT_ONCE, count); number += 1) {
        await grants.add(grantOf(world, serialOf(number)));
        await sessions.add(sessionOf(world, serialOf(number)));
      }
    });
  }
}

function grantOf(world: LiveWorld, serialNumber: SerialNumber): Grant {
  return {
    ...authenticationOf(world, serialNumber),
    id: guid(randomUUID()),
    clientId: guid(randomUUID()),
    sessionId: guid(randomUUID()),
    scopes: ['openid'],
    revokedAt: undefined,
    revokedBecause: undefined,
  };
}

function sessionOf(world: LiveWorld, serialNumber: SerialNumber): Session {
  const own = authenticationOf(world, serialNumber);
  return { ...own, id: guid(randomUUID()), expiresAt: own.certificate.notAfter, endedAt: undefined };
}

function authenticationOf({ authority, clock, user }: LiveWorld, serialNumber: SerialNumber) {
  const { issuer, id: certificateAuthorityId, tenantId } = authority;
  const now = clock.now();
  const certificate = { issuer, serialNumber, certificateAuthorityId, notAfter: now + 86_400 };
  return { authTime: now, amr: ['rsa'], certificate, tenantId, userId: user.id, createdAt: now };
}

/** In one transaction. */
const AT_ONCE = 1000;
