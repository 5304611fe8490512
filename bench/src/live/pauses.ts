import { closeSync, openSync, readSync } from 'node:fs';
import { createHistogram } from 'node:perf_hooks';

/** How long the event loop kept others waiting, in milliseconds. */
export interface Pauses {
  /** By the clock: other programs on the machine and waits for the disk count, too. */
  readonly byTheClock: Distribution;
  /** By the processor time of this thread in the same turns of the loop: our own work. */
  readonly ownWork: Distribution;
  readonly longTurns: readonly Turn[];
}

export interface Distribution {
  readonly longest: number;
  readonly p999: number;
  readonly p99: number;
}

/** One turn of the loop that others waited for. Times of `performance.now()`. */
export interface Turn {
  readonly from: number;
  readonly to: number;
  readonly byTheClock: number;
  readonly ownWork: number;
  /** How long this thread was ready and no core free, which a pause by the clock has in it. Linux tells, others `NaN`. */
  readonly withoutCore: number;
}

/**
 * Begins to measure; the result ends it. A timer of 1 ms ticks once a turn when turns are long, so that what lies
 * between two ticks is one turn or a few short ones: it tells rather too much than too little.
 */
export function measurePauses(): () => Pauses {
  const byTheClock = createHistogram();
  const ownWork = createHistogram();
  const longTurns: Turn[] = [];
  const coreWaits = openCoreWaits();
  let before = now(coreWaits);
  const tick = (): void => {
    const after = now(coreWaits);
    // Without the interval of the timer, which is no pause.
    const turn = {
      from: before.clock,
      to: after.clock,
      byTheClock: Math.max(0, after.clock - before.clock - INTERVAL_MILLISECONDS),
      ownWork: after.work - before.work,
      withoutCore: after.withoutCore - before.withoutCore,
    };
    byTheClock.record(1 + Math.round(turn.byTheClock * 1000));
    ownWork.record(1 + Math.round(turn.ownWork * 1000));
    if (turn.byTheClock >= LONG_MILLISECONDS) longTurns.push(turn);
    before = after;
  };
  const ticking = setInterval(tick, INTERVAL_MILLISECONDS);
  return () => {
    // The turn that is just ending counts.
    tick();
    clearInterval(ticking);
    coreWaits?.[Symbol.dispose]();
    return { byTheClock: distribution(byTheClock), ownWork: distribution(ownWork), longTurns };
  };
}

function now(coreWaits: CoreWaits | undefined) {
  const { user, system } = process.threadCpuUsage();
  return {
    clock: performance.now(),
    work: (user + system) / 1000,
    withoutCore: coreWaits?.milliseconds() ?? Number.NaN,
  };
}

interface CoreWaits extends Disposable {
  /** Since the thread began. */
  milliseconds(): number;
}

/** The second number of schedstat (the kernel's Documentation/scheduler/sched-stats.rst): nanoseconds on a run queue. */
function openCoreWaits(): CoreWaits | undefined {
  if (process.platform !== 'linux') return undefined;
  // The main thread's, which is the process's by number.
  const file = openSync('/proc/self/schedstat', 'r');
  const text = Buffer.alloc(128);
  return {
    milliseconds: () => {
      const length = readSync(file, text, 0, text.length, 0);
      return Number(text.toString('latin1', 0, length).split(' ')[1]) / 1e6;
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

function distribution(histogram: { readonly max: number; percentile(part: number): number }): Distribution {
  const milliseconds = (microseconds: number): number => Math.round(microseconds / 100) / 10;
  return {
    longest: milliseconds(histogram.max),
    p999: milliseconds(histogram.percentile(99.9)),
    p99: milliseconds(histogram.percentile(99)),
  };
}

const INTERVAL_MILLISECONDS = 1;
const LONG_MILLISECONDS = 5;
