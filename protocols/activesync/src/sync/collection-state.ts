import type { MailFlags } from '@signet/identity';
import { LAST_VERBS } from '../message/last-verb.ts';
import type { SyncOptions } from './sync-options.ts';

/** What a device knows of one folder at one sync key; plain JSON. */
export interface CollectionSnapshot {
  /** Message id to its flags as told, in `flagsText`'s form. */
  readonly items: Readonly<Record<string, string>>;
  /** Whether the first data came: until then an answer without changes has a new key all the same. */
  readonly isPrimed: boolean;
  /** Of the last request that had any (activesync.md §4.2). */
  readonly options: SyncOptions;
}

export function parseSnapshot(text: string): CollectionSnapshot {
  return JSON.parse(text) as CollectionSnapshot;
}

/** Flags as a snapshot keeps them: `100` is read, not flagged, no verb. */
export function flagsText({ isRead, isFlagged, lastVerb }: MailFlags): string {
  return `${isRead ? 1 : 0}${isFlagged ? 1 : 0}${LAST_VERBS.indexOf(lastVerb)}`;
}
