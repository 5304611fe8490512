import type { Clock } from '@signet/identity';

/** The clock of the demo's server, which can be put off. */
export interface DemoClock extends Clock {
  readonly offsetSeconds: number;
  /** Positive: ahead of the machine. */
  putOff(seconds: number): void;
}

export function createDemoClock(machine: Clock): DemoClock {
  let offset = 0;
  return {
    get offsetSeconds() {
      return offset;
    },
    putOff(seconds) {
      offset = seconds;
    },
    now: () => machine.now() + offset,
  };
}
