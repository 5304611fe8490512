import { setTimeout } from 'node:timers/promises';
import type { SerialNumber } from '@signet/pki';
import { writeSerial } from '../make-crl.ts';
import { addLiveUses } from './live-uses.ts';
import { measurePauses, type Pauses } from './pauses.ts';
import { readOptions, sendResult } from './run-in-process.ts';
import { startLiveWorld } from './world.ts';

// From a new CRL to the end of the last session and grant of what it newly revokes, among many that live on. Each of
// several lists revokes one more certificate.

export interface PushOptions {
  /** Sessions, and as many grants. */
  readonly live: number;
  /** Of these from each certificate that will be revoked. */
  readonly own: number;
  readonly pushes: number;
  readonly entries: number;
}

export interface PushRun {
  readonly crlBytes: number;
  readonly pushes: readonly Push[];
}

export interface Push {
  /** From the fetched CRL to the end of the last one, as the server tells it. */
  readonly seconds: number;
  /** From the request for the CRL until nothing of the certificate lived, as it looks from outside. */
  readonly secondsFromRequest: number;
  readonly sessions: number;
  readonly grants: number;
  readonly pauses: Pauses;
}

const { live, own, pushes, entries } = readOptions<PushOptions>();
await using bench = await startLiveWorld();
const { authority, directory, publisher, revocation } = bench;
// The last entry of the longer list is on it alone; all others are never revoked.
await addLiveUses(bench, live, (number) =>
  number < own * pushes ? serialOf(entries + Math.floor(number / own)) : number.toString(16).padStart(8, 'f'),
);
const { bytes: crlBytes } = await publisher.publish(entries);
await revocation.refresh(authority);
const results: Push[] = [];
for (let more = 1; more <= pushes; more++) results.push(await revokeOne(entries + more));
await sendResult({ crlBytes, pushes: results } satisfies PushRun);

async function revokeOne(newEntries: number): Promise<Push> {
  await publisher.publish(newEntries);
  // What the list before this one started is over.
  await setTimeout(2000);
  const serialNumber = serialOf(newEntries - 1);
  const endPauses = measurePauses();
  const start = performance.now();
  await revocation.refresh(authority);
  while (await lives(serialNumber)) await setTimeout(5);
  const secondsFromRequest = (performance.now() - start) / 1000;
  const { milliseconds, sessions, grants } = await findPush(own);
  return { seconds: milliseconds / 1000, secondsFromRequest, sessions, grants, pauses: endPauses() };
}

async function lives(serialNumber: SerialNumber): Promise<boolean> {
  return (await directory.certificateUses.findLive(authority.id, [serialNumber])).length > 0;
}

// Written a moment after the last one has ended, over what the push before it left.
async function findPush(wanted: number) {
  for (let tries = 0; tries < 1000; tries++) {
    const push = await directory.crlPushes.find(authority.id, 'base');
    if (push?.sessions === wanted && push.grants === wanted) return push;
    await setTimeout(5);
  }
  throw new Error(`not ${wanted} sessions and grants have ended`);
}

function serialOf(entry: number): SerialNumber {
  const octets = new Uint8Array(16);
  writeSerial(octets, 0, 16, entry, 1);
  return Buffer.from(octets).toString('hex');
}
