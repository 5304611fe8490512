import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Grant, guid, type Session } from '@signet/identity';
import { writeSerial } from '../make-crl.ts';
import { measurePauses } from './pauses.ts';
import { LARGE_ENTRIES, startLiveWorld } from './world.ts';

// From a new CRL to the end of the last session and grant of what it newly revokes, among many that live on:
//   node bench/src/live/push.ts --live 100000 --own 10 --entries 476000

const { values } = parseArgs({
  options: {
    live: { type: 'string', default: '100000' },
    own: { type: 'string', default: '10' },
    entries: { type: 'string', default: String(LARGE_ENTRIES) },
  },
});
const live = Number(values.live);
const own = Number(values.own);
const entries = Number(values.entries);

await using bench = await startLiveWorld();
const { authority, clock, directory, publisher, revocation, user } = bench;
await addLive();
const { bytes } = await publisher.publish(entries);
await revocation.refresh(authority);
// What the first list started is over before the second comes.
await setTimeout(2000);

await publisher.publish(entries + 1);
const endPauses = measurePauses();
const [refreshed] = await revocation.refresh(authority);
for (let waited = 0; waited < 10_000; waited += 20) {
  if ((await directory.crlPushes.find(authority.id, 'base')) !== undefined) break;
  await setTimeout(20);
}
const pauses = endPauses();
const push = await directory.crlPushes.find(authority.id, 'base');
console.log(
  JSON.stringify({
    case: 'push',
    unit: 'seconds from the fetched CRL to the last session ended',
    ours: push === undefined ? null : push.milliseconds / 1000,
    limit: 1,
    crlBytes: bytes,
    live,
    ended: push && { sessions: push.sessions, grants: push.grants },
    refreshed: refreshed?.outcome,
    pausesMilliseconds: pauses,
  }),
);

async function addLive(): Promise<void> {
  const now = clock.now();
  for (let added = 0; added < live; added += 1000) {
    await directory.transaction(async ({ grants, sessions }) => {
      for (let number = added; number < Math.min(added + 1000, live); number += 1) {
        // The last entry of the longer list is on it alone; all others are never revoked.
        const serialNumber = number < own ? serialOf(entries) : number.toString(16).padStart(8, 'f');
        await grants.add(grantOf(serialNumber, now));
        await sessions.add(sessionOf(serialNumber, now));
      }
    });
  }
}

function serialOf(entry: number): string {
  const octets = new Uint8Array(16);
  writeSerial(octets, 0, 16, entry, 1);
  return Buffer.from(octets).toString('hex');
}

function authenticationOf(serialNumber: string, now: number) {
  const { issuer, id: certificateAuthorityId, tenantId } = authority;
  const certificate = { issuer, serialNumber, certificateAuthorityId, notAfter: now + 86_400 };
  return { authTime: now, amr: ['rsa'], certificate, tenantId, userId: user.id, createdAt: now };
}

function grantOf(serialNumber: string, now: number): Grant {
  return {
    ...authenticationOf(serialNumber, now),
    id: guid(randomUUID()),
    clientId: guid(randomUUID()),
    sessionId: guid(randomUUID()),
    scopes: ['openid'],
    revokedAt: undefined,
    revokedBecause: undefined,
  };
}

function sessionOf(serialNumber: string, now: number): Session {
  const own = authenticationOf(serialNumber, now);
  return { ...own, id: guid(randomUUID()), expiresAt: now + 86_400, endedAt: undefined };
}
