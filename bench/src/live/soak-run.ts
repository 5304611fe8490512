import { setTimeout } from 'node:timers/promises';
import { measurePauses, type Pauses } from './pauses.ts';
import { readOptions, sendResult } from './run-in-process.ts';
import { signInSteadily } from './steady-sign-ins.ts';
import { startLiveWorld } from './world.ts';

// Sign-ins while a large CRL is replaced again and again, after the same sign-ins while nothing is replaced.

export interface SoakOptions {
  readonly signIns: number;
  readonly signInsPerSecond: number;
  readonly replaceEverySeconds: number;
  readonly entries: number;
}

export interface SoakRun {
  readonly crlBytes: number;
  readonly quiet: Measurement;
  readonly replacing: Measurement;
  /** When the lists were taken, times of `performance.now()`. */
  readonly replacements: readonly Replacement[];
}

export interface Measurement {
  readonly pauses: Pauses;
  readonly signInsPerSecond: number;
  /** Resident octets of the process twice a second. */
  readonly resident: readonly number[];
}

export interface Replacement {
  readonly from: number;
  readonly to: number;
}

const { signIns, signInsPerSecond, replaceEverySeconds, entries } = readOptions<SoakOptions>();
await using bench = await startLiveWorld();
const { authority, publisher, revocation } = bench;
const { bytes: crlBytes } = await publisher.publish(entries);
await revocation.refresh(authority);
// Until V8 has compiled what is measured.
await signInSteadily(bench, 4000, signInsPerSecond);

const quiet = await measure();
const stopping = new AbortController();
const replaced = replaceUntil(stopping.signal);
const replacing = await measure();
stopping.abort();
const replacements = await replaced;
await sendResult({ crlBytes, quiet, replacing, replacements } satisfies SoakRun);

async function measure(): Promise<Measurement> {
  const resident: number[] = [];
  const sampling = setInterval(() => resident.push(process.memoryUsage.rss()), 500);
  const endPauses = measurePauses();
  const started = performance.now();
  await signInSteadily(bench, signIns, signInsPerSecond);
  const seconds = (performance.now() - started) / 1000;
  clearInterval(sampling);
  return { pauses: endPauses(), signInsPerSecond: signIns / seconds, resident };
}

async function replaceUntil(signal: AbortSignal): Promise<readonly Replacement[]> {
  const lists: Replacement[] = [];
  for (let more = 1; !signal.aborted; more += 1) {
    await publisher.publish(entries + more);
    const from = performance.now();
    const [refreshed] = await revocation.refresh(authority);
    if (refreshed?.outcome !== 'updated') throw new Error(`a list was not taken: ${refreshed?.outcome}`);
    lists.push({ from, to: performance.now() });
    await setTimeout(replaceEverySeconds * 1000, undefined, { signal }).catch(() => undefined);
  }
  return lists;
}
