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
}

/**
 * Begins to measure; the result ends it. A timer of 1 ms ticks once a turn when turns are long, so that what lies
 * between two ticks is one turn or a few short ones: it tells rather too much than too little.
 */
export function measurePauses(): () => Pauses {
  const byTheClock = createHistogram();
  const ownWork = createHistogram();
  const longTurns: Turn[] = [];
  let before = now();
  const tick = (): void => {
    const { clock, work } = now();
    // Without the interval of the timer, which is no pause.
    const turn = {
      from: before.clock,
      to: clock,
      byTheClock: Math.max(0, clock - before.clock - INTERVAL_MILLISECONDS),
      ownWork: work - before.work,
    };
    byTheClock.record(1 + Math.round(turn.byTheClock * 1000));
    ownWork.record(1 + Math.round(turn.ownWork * 1000));
    if (turn.byTheClock >= LONG_MILLISECONDS) longTurns.push(turn);
    before = { clock, work };
  };
  const ticking = setInterval(tick, INTERVAL_MILLISECONDS);
  return () => {
    // The turn that is just ending counts.
    tick();
    clearInterval(ticking);
    return { byTheClock: distribution(byTheClock), ownWork: distribution(ownWork), longTurns };
  };
}

function now(): { readonly clock: number; readonly work: number } {
  const { user, system } = process.threadCpuUsage();
  return { clock: performance.now(), work: (user + system) / 1000 };
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
