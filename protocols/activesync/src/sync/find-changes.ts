import type {
  Directory,
  MailFlags,
  MailFolderId,
  MailMessageId,
  MailMessageVersion,
  UserId,
} from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { type CollectionSnapshot, flagsText } from './collection-state.ts';

/** One thing that a device has not been told. */
export type Change =
  /** `soft-delete`: it only left the window that the device asked for. */
  | { readonly kind: 'delete' | 'soft-delete'; readonly id: MailMessageId }
  | { readonly kind: 'change' | 'add'; readonly id: MailMessageId; readonly flags: MailFlags };

/**
 * Compares a folder with what a device knows of it: removals first, then changes, then what is new, newest
 * first, so that people see new mail first (activesync.md §5.2, 6 and 7).
 */
export async function findChanges(
  { mailboxes }: Pick<Directory, 'mailboxes'>,
  userId: UserId,
  folderId: MailFolderId,
  { items, options }: Pick<CollectionSnapshot, 'items' | 'options'>,
  now: UnixSeconds,
): Promise<readonly Change[]> {
  const versions = await mailboxes.listVersions(userId, folderId, windowStart(options.filterType, now));
  const present = new Set<string>(versions.map(({ id }) => id));
  const removed: Change[] = [];
  for (const id of Object.keys(items) as MailMessageId[]) {
    if (present.has(id)) continue;
    const stillThere = (await mailboxes.find(userId, id))?.folderId === folderId;
    removed.push({ kind: stillThere ? 'soft-delete' : 'delete', id });
  }
  const changed = versions.filter(({ id, ...flags }) => isKnown(items, id) && items[id] !== flagsText(flags));
  // Of one second, what came later is newer.
  const added = versions
    .filter(({ id }) => !isKnown(items, id))
    .sort((one, other) => other.receivedAt - one.receivedAt || other.modseq - one.modseq);
  return [...removed, ...changed.map(describe('change')), ...added.map(describe('add'))];
}

/** What the device knows once it has been told these. */
export function applyChanges(
  items: CollectionSnapshot['items'],
  changes: readonly Change[],
): CollectionSnapshot['items'] {
  const next = new Map(Object.entries(items));
  for (const change of changes) {
    if ('flags' in change) next.set(change.id, flagsText(change.flags));
    else next.delete(change.id);
  }
  return Object.fromEntries(next);
}

function describe(kind: 'change' | 'add'): (version: MailMessageVersion) => Change {
  return ({ id, isRead, isFlagged, lastVerb }) => ({ kind, id, flags: { isRead, isFlagged, lastVerb } });
}

function isKnown(items: CollectionSnapshot['items'], id: string): boolean {
  return Object.hasOwn(items, id);
}

/** MS-ASCMD §2.2.3.68.2: by the time of receipt. */
function windowStart(filterType: number, now: UnixSeconds): UnixSeconds {
  const days = FILTER_DAYS[filterType];
  return days === undefined ? 0 : now - days * 86_400;
}

const FILTER_DAYS: Readonly<Record<number, number>> = { 1: 1, 2: 3, 3: 7, 4: 14, 5: 31 };
