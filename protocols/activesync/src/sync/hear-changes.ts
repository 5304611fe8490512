import type { MailboxRepository, MailFolder, MailPosition } from '@signet/identity';
import { type CollectionSnapshot, type Pending, REMOVED } from './collection-state.ts';

/** Where to look; the methods that reading takes. */
export interface Place {
  readonly mailboxes: Pick<MailboxRepository, 'listChanges' | 'listVersions' | 'countVersions'>;
  readonly folder: Pick<MailFolder, 'id' | 'userId' | 'modseq'>;
}

/** The snapshot with all that has happened since in its `pending`; `too-many` when it is beyond the budget. */
export async function hear(
  { mailboxes, folder }: Place,
  known: CollectionSnapshot,
): Promise<CollectionSnapshot | 'too-many'> {
  const room = MAX_PENDING - howMany(known.pending);
  const happened = await mailboxes.listChanges(folder.userId, folder.id, known.modseq, room);
  if (happened === undefined || happened === 'too-many') return 'too-many';
  const added = new Set(known.pending.added);
  const changed = new Set(known.pending.changed);
  // What waited to be told of as removed, and was removed by the device itself meanwhile, is known there.
  const removed = new Set(known.pending.removed.filter((id) => known.own[id] !== REMOVED));
  for (const { id, receivedAt } of happened.removed) {
    changed.delete(id);
    // Never told of, so nothing to take back.
    if (added.delete(id) || known.own[id] === REMOVED) continue;
    if (receivedAt === undefined || isKnown(known, { receivedAt, id })) removed.add(id);
  }
  for (const version of happened.changed) {
    const { id, modseq } = version;
    if (!added.has(id) && known.own[id] !== modseq && isKnown(known, version)) changed.add(id);
  }
  // What lies below the horizon is told when the horizon gets there.
  const fresh = happened.added.filter((version) => isKnown(known, version)).map(({ id }) => id);
  return {
    ...known,
    modseq: happened.modseq,
    pending: { removed: [...removed], changed: [...changed], added: [...fresh, ...added] },
    own: {},
  };
}

export function howMany({ removed, changed, added }: Pending): number {
  return removed.length + changed.length + added.length;
}

function isKnown({ horizon }: CollectionSnapshot, { receivedAt, id }: MailPosition): boolean {
  if (horizon === null) return false;
  return receivedAt > horizon.receivedAt || (receivedAt === horizon.receivedAt && id >= horizon.id);
}

/**
 * Bounds what a device's row holds, about 350 kB. A device that was away for longer than this many changes is
 * sent to the start (Status 3), where it gets the newest first instead of the whole history.
 */
export const MAX_PENDING = 10_000;
