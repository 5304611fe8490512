import type { Clock } from '@signet/identity';

/** The machine's clock, in whole seconds. */
export function createSystemClock(): Clock {
  return { now: () => Math.floor(Date.now() / 1000) };
}
