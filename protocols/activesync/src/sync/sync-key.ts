import type { Random, SyncState, SyncStates } from '@signet/identity';

/** Opaque and never the same twice, so that a key of one folder or device fits no other. */
export function newSyncKey(random: Random): string {
  return `{${random.guid()}}`;
}

/** What the device knows that sends this key: the newest state, or the one before, for its last answer may be lost. */
export function findStateOfKey(states: SyncStates | undefined, key: string): SyncState | undefined {
  return [states?.current, states?.previous].find((state) => state?.key === key);
}
