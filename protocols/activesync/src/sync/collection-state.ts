import type { MailMessageId, MailPosition } from '@signet/identity';
import type { SyncOptions } from './sync-options.ts';

/**
 * What a device knows of one folder at one sync key; plain JSON. Not the messages themselves but a place in the
 * folder's two orders, so that its size does not grow with the folder: by modseq, what has happened; by time of
 * receipt, how far back the device has been told.
 */
export interface CollectionSnapshot {
  /** What happened in the folder up to here was told or is in `pending`. */
  readonly modseq: number;
  /** The device knows every message from here to the newest but those in `pending`; `null`: it knows none. */
  readonly horizon: MailPosition | null;
  readonly pending: Pending;
  /** What the device itself did after `modseq`: message id to its modseq then, or `REMOVED`. Never told back. */
  readonly own: Readonly<Record<string, number>>;
  /** Whether the first data came: until then an answer without changes has a new key all the same. */
  readonly isPrimed: boolean;
  /** Of the last request that had any (MS-ASCMD). */
  readonly options: SyncOptions;
}

/** What happened and found no room in an answer yet. */
export interface Pending {
  readonly removed: readonly MailMessageId[];
  readonly changed: readonly MailMessageId[];
  /** Newest first. */
  readonly added: readonly MailMessageId[];
}

export const NOTHING_PENDING: Pending = { removed: [], changed: [], added: [] };

/** In `own`; no change has this modseq. */
export const REMOVED = 0;

export function parseSnapshot(text: string): CollectionSnapshot {
  return JSON.parse(text) as CollectionSnapshot;
}
