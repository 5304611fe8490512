import { randomUUID } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { measurePauses, type Pauses } from './pauses.ts';
import { LARGE_ENTRIES, startLiveWorld } from './world.ts';

// Sign-ins while a large CRL is replaced again and again: pauses of the event loop and memory, beside the same
// sign-ins while nothing is replaced.
//   node --expose-gc bench/src/live/soak.ts --sign-ins 100000 --every 10 --entries 476000

const { values } = parseArgs({
  options: {
    'sign-ins': { type: 'string', default: '100000' },
    every: { type: 'string', default: '10' },
    entries: { type: 'string', default: String(LARGE_ENTRIES) },
    /** Sign-ins a second; 0 for as many as go. */
    rate: { type: 'string', default: '800' },
  },
});
const signIns = Number(values['sign-ins']);
const entries = Number(values.entries);
const AT_ONCE = 8;

await using bench = await startLiveWorld();
const { authority, certificate, clock, publisher, revocation, signIn, user } = bench;
const { bytes } = await publisher.publish(entries);
await revocation.refresh(authority);
await signInOften(Math.min(signIns, 2000));

const quiet = await measured(signIns / 10);
const replacing = new AbortController();
const replaced = replace(replacing.signal);
const busy = await measured(signIns);
replacing.abort();
const lists = await replaced;

console.log(
  JSON.stringify({
    case: 'soak',
    unit: 'milliseconds, longest pause of the event loop while a CRL is replaced',
    ours: busy.pauses.longest,
    limit: 20,
    crlBytes: bytes,
    listsTaken: lists,
    signIns,
    signInsPerSecond: Math.round(busy.perSecond),
    pausesMilliseconds: busy.pauses,
    pausesWithoutReplacing: quiet.pauses,
    memoryMegabytes: busy.memory,
    memoryWithoutReplacing: quiet.memory,
  }),
);

interface Measurement {
  readonly pauses: Pauses;
  readonly perSecond: number;
  /** Of the quarters of the time: resident, and of it what the lists lie in. */
  readonly memory: Readonly<Record<'resident' | 'arrayBuffers' | 'heap', readonly number[]>>;
}

async function measured(count: number): Promise<Measurement> {
  const samples: NodeJS.MemoryUsage[] = [];
  const sampling = setInterval(() => samples.push(process.memoryUsage()), 500);
  const endPauses = measurePauses();
  const started = performance.now();
  await signInOften(count);
  const seconds = (performance.now() - started) / 1000;
  const pauses = endPauses();
  clearInterval(sampling);
  const memory = {
    resident: averageOfQuarters(samples.map(({ rss }) => rss)),
    arrayBuffers: averageOfQuarters(samples.map(({ arrayBuffers }) => arrayBuffers)),
    heap: averageOfQuarters(samples.map(({ heapUsed }) => heapUsed)),
  };
  return { pauses, perSecond: count / seconds, memory };
}

/** A few at a time and at a steady rate, as people come: the loop is free in between. */
async function signInOften(count: number): Promise<void> {
  const rate = Number(values.rate);
  const started = performance.now();
  let begun = 0;
  const one = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      const dueAt = rate === 0 ? 0 : started + (begun / rate) * 1000;
      const early = dueAt - performance.now();
      await (early > 1 ? setTimeout(early) : setImmediate());
      await signInOnce();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

async function signInOnce(): Promise<void> {
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

async function replace(signal: AbortSignal): Promise<number> {
  let lists = 0;
  for (let more = 1; !signal.aborted; more += 1) {
    await publisher.publish(entries + more);
    const [refreshed] = await revocation.refresh(authority);
    if (refreshed?.outcome === 'updated') lists += 1;
    await setTimeout(Number(values.every) * 1000, undefined, { signal }).catch(() => undefined);
  }
  return lists;
}

function averageOfQuarters(samples: readonly number[]): readonly number[] {
  return [0, 1, 2, 3].map((quarter) => {
    const part = samples.slice((quarter * samples.length) / 4, ((quarter + 1) * samples.length) / 4);
    return Math.round(part.reduce((sum, one) => sum + one, 0) / Math.max(1, part.length) / 1e6);
  });
}
