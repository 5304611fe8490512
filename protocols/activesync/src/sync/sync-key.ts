import type { Random } from '@signet/identity';

/** Opaque and never the same twice, so that a key of one folder or device fits no other (activesync.md §5.2, 8). */
export function newSyncKey(random: Random): string {
  return `{${random.guid()}}`;
}
