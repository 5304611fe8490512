import type { UnixSeconds } from '@signet/pki';

/** The only source of time above core; tests pass one that they move by hand. */
export interface Clock {
  /** Whole seconds. */
  now(): UnixSeconds;
}
