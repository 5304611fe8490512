import type { MailFolder, MailMessageId, MailMessageVersion, MailPosition } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { type CollectionSnapshot, NOTHING_PENDING } from './collection-state.ts';
import { hear, howMany, type Place } from './hear-changes.ts';

/** One thing that a device has not been told. `soft-delete`: it only left the window that the device asked for. */
export interface Change {
  readonly kind: 'add' | 'change' | 'delete' | 'soft-delete';
  readonly id: MailMessageId;
}

export interface FoundChanges {
  readonly changes: readonly Change[];
  readonly hasMore: boolean;
  /** What the device knows once it has been told these. */
  readonly next: CollectionSnapshot;
}

/**
 * At most `room` changes: removals and flags first, then what is new, newest first, so that people see new mail
 * first. Costs as much as there is to tell. `too-many`: the device must start anew.
 */
export async function findChanges(
  place: Place,
  known: CollectionSnapshot,
  room: number,
  now: UnixSeconds,
): Promise<FoundChanges | 'too-many'> {
  const heard = await hear(place, known);
  if (heard === 'too-many') return 'too-many';
  const { pending } = heard;
  const removed = pending.removed.slice(0, room);
  const start = windowStart(known.options.filterType, now);
  let left = room - removed.length;
  const aged = await findAged(place, heard, start, left);
  const agedIds = new Set(aged.ids);
  // One that came and grew old before it was told needs neither.
  const waiting = pending.added.filter((id) => !agedIds.has(id));
  const waited = new Set(pending.added);
  const softDeleted = aged.ids.filter((id) => !waited.has(id));
  left -= softDeleted.length;
  // Nor does a change to one that leaves: told later, it would bring the message back.
  const changing = pending.changed.filter((id) => !agedIds.has(id));
  const changed = changing.slice(0, left);
  left -= changed.length;
  const added = waiting.slice(0, left);
  const older = await findOlder(place, { ...heard, horizon: aged.horizon }, start, left - added.length);
  const rest = {
    removed: pending.removed.slice(removed.length),
    changed: changing.slice(changed.length),
    added: waiting.slice(added.length),
  };
  const as = (kind: Change['kind'], ids: readonly MailMessageId[]): readonly Change[] =>
    ids.map((id) => ({ kind, id }));
  return {
    changes: [
      ...as('delete', removed),
      ...as('soft-delete', softDeleted),
      ...as('change', changed),
      ...as('add', added),
      ...as('add', older.ids),
    ],
    hasMore: howMany(rest) > 0 || aged.hasMore || older.hasMore,
    next: { ...heard, horizon: older.horizon, pending: rest },
  };
}

/** How many changes a device that asks now would be told in all. */
export async function countChanges(
  place: Place,
  known: CollectionSnapshot,
  now: UnixSeconds,
): Promise<number | 'too-many'> {
  const heard = await hear(place, known);
  if (heard === 'too-many') return 'too-many';
  const start = startOf(windowStart(known.options.filterType, now));
  const { mailboxes, folder } = place;
  const horizon = heard.horizon ?? undefined;
  const range = isBefore(heard.horizon, start)
    ? { from: horizon, before: start }
    : { from: start, before: horizon };
  return howMany(heard.pending) + (await mailboxes.countVersions(folder.userId, folder.id, range));
}

/** Whether it is worth waking a device: not for a message that has only grown old. */
export async function hasNews(place: Place, known: CollectionSnapshot, now: UnixSeconds): Promise<boolean> {
  const heard = place.folder.modseq === known.modseq ? known : await hear(place, known);
  if (heard === 'too-many' || howMany(heard.pending) > 0) return true;
  return (await findOlder(place, heard, windowStart(known.options.filterType, now), 0)).hasMore;
}

/** The snapshot of a device that begins: everything is still to be told, from the newest on. */
export function emptySnapshot(
  folder: Pick<MailFolder, 'modseq'>,
  options: CollectionSnapshot['options'],
): CollectionSnapshot {
  const { modseq } = folder;
  return { modseq, horizon: null, pending: NOTHING_PENDING, own: {}, isPrimed: false, options };
}

interface Stretch {
  readonly ids: readonly MailMessageId[];
  readonly horizon: MailPosition | null;
  readonly hasMore: boolean;
}

/** Known messages that the window has left behind: the horizon follows it, from the oldest on. */
async function findAged(
  { mailboxes, folder }: Place,
  { horizon, modseq }: CollectionSnapshot,
  start: UnixSeconds,
  room: number,
): Promise<Stretch> {
  const end = startOf(start);
  if (horizon === null || !isBefore(horizon, end)) return { ids: [], horizon, hasMore: false };
  const range = { from: horizon, before: end };
  const found = await mailboxes.listVersions(folder.userId, folder.id, range, 'oldest-first', room + 1);
  const next = found[room];
  return {
    ids: idsUntil(found.slice(0, room), modseq),
    horizon: next ? positionOf(next) : end,
    hasMore: next !== undefined,
  };
}

/** Messages below the horizon that are in the window: those that were there when the device began. */
async function findOlder(
  { mailboxes, folder }: Place,
  { horizon, modseq }: CollectionSnapshot,
  start: UnixSeconds,
  room: number,
): Promise<Stretch> {
  const end = startOf(start);
  if (horizon !== null && !isBefore(end, horizon)) return { ids: [], horizon, hasMore: false };
  const range = { from: end, before: horizon ?? undefined };
  const found = await mailboxes.listVersions(folder.userId, folder.id, range, 'newest-first', room + 1);
  if (found.length <= room) return { ids: idsUntil(found, modseq), horizon: end, hasMore: false };
  const told = found.slice(0, room);
  const last = told.at(-1);
  return { ids: idsUntil(told, modseq), horizon: last ? positionOf(last) : horizon, hasMore: true };
}

/** Of one second, what came later is newer. What came while this was read is new the next time. */
function idsUntil(versions: readonly MailMessageVersion[], modseq: number): readonly MailMessageId[] {
  return versions
    .filter(({ addedModseq }) => addedModseq <= modseq)
    .sort((one, other) => other.receivedAt - one.receivedAt || other.addedModseq - one.addedModseq)
    .map(({ id }) => id);
}

function positionOf({ receivedAt, id }: MailMessageVersion): MailPosition {
  return { receivedAt, id };
}

function startOf(receivedAt: UnixSeconds): MailPosition {
  return { receivedAt, id: '' };
}

function isBefore(one: MailPosition | null, other: MailPosition): boolean {
  if (one === null) return false;
  return one.receivedAt < other.receivedAt || (one.receivedAt === other.receivedAt && one.id < other.id);
}

/** MS-ASCMD §2.2.3.68.2: by the time of receipt. */
function windowStart(filterType: number, now: UnixSeconds): UnixSeconds {
  const days = FILTER_DAYS[filterType];
  return days === undefined ? 0 : now - days * 86_400;
}

/** FilterType to days; 0, everything, has none. */
const FILTER_DAYS: Readonly<Record<number, number>> = { 1: 1, 2: 3, 3: 7, 4: 14, 5: 31 };
