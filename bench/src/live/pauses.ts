import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How long the event loop kept others waiting, in milliseconds. */
export interface Pauses {
  /** By the clock: other programs on the machine count too. */
  readonly longest: number;
  readonly p999: number;
  readonly p99: number;
  /** By the processor time of this thread in one turn of the loop: our own work, waits for the disk left out. */
  readonly longestWork: number;
}

/** Begins to measure; the result ends it. */
export function measurePauses(): () => Pauses {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MILLISECONDS });
  histogram.enable();
  const endWork = measureWork();
  return () => {
    histogram.disable();
    return {
      longest: pause(histogram.max),
      p999: pause(histogram.percentile(99.9)),
      p99: pause(histogram.percentile(99)),
      longestWork: round(endWork()),
    };
  };
}

function measureWork(): () => number {
  let longest = 0;
  let before = workMilliseconds();
  const ticking = setInterval(() => {
    const now = workMilliseconds();
    longest = Math.max(longest, now - before);
    before = now;
  }, RESOLUTION_MILLISECONDS);
  return () => {
    clearInterval(ticking);
    return longest;
  };
}

function workMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

// The histogram holds the time between two ticks of a timer, the timer's own interval included.
function pause(nanoseconds: number): number {
  return round(Math.max(0, nanoseconds / 1e6 - RESOLUTION_MILLISECONDS));
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

const RESOLUTION_MILLISECONDS = 1;
