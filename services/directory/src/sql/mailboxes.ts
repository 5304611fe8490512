import { isDeepStrictEqual } from 'node:util';
import type {
  MailboxRepository,
  MailFlags,
  MailFolderId,
  MailMessage,
  MailMessageId,
  MailRange,
  NewMailMessage,
  UserId,
} from '@signet/identity';
import { sql } from 'kysely';
import { atomically } from './atomically.ts';
import { plainBytes } from './columns.ts';
import { notFound } from './conflicts.ts';
import { grow, mailFolderMethods, nextModseq } from './mail-folders.ts';
import { messagesOf, toFlagColumns, toMessage, toRow, toVersion, VERSION_COLUMNS } from './mail-rows.ts';
import { parseCursor, rowsToFetch, toPage } from './page.ts';
import type { MailMessageRow, Sql } from './schema.ts';

/** `MailboxRepository` over one database, or over one transaction of it. */
export function createMailboxRepository(database: Sql): MailboxRepository {
  return { ...mailFolderMethods(database), ...readMethods(database), ...writeMethods(database) };
}

function readMethods(
  database: Sql,
): Pick<MailboxRepository, 'find' | 'findRaw' | 'list' | 'listVersions' | 'countVersions'> {
  return {
    async find(userId, id) {
      const row = await messagesOf(database, userId).selectAll().where('id', '=', id).executeTakeFirst();
      return row && toMessage(row);
    },
    async findRaw(userId, id) {
      const row = await messagesOf(database, userId)
        .innerJoin('mail_content', 'mail_content.id', 'mail_message.content_id')
        .select('raw')
        .where('mail_message.id', '=', id)
        .executeTakeFirst();
      return row && plainBytes(row.raw);
    },
    async list(userId, folderId, page) {
      const cursor = parseCursor(page);
      let query = messagesOf(database, userId)
        .selectAll()
        .where('folder_id', '=', folderId)
        .orderBy('received_at', 'desc')
        .orderBy('id', 'desc')
        .limit(rowsToFetch(page));
      if (cursor) {
        const [receivedAt, id] = cursor;
        query = query.where(({ or, and, eb }) =>
          or([
            eb('received_at', '<', Number(receivedAt)),
            and([eb('received_at', '=', Number(receivedAt)), eb('id', '<', id)]),
          ]),
        );
      }
      return toPage(await query.execute(), page, toMessage, (row) => [row.received_at, row.id]);
    },
    async listVersions(userId, folderId, range, order, limit) {
      const direction = order === 'newest-first' ? 'desc' : 'asc';
      const rows = await stretchOf(database, userId, folderId, range)
        .select(VERSION_COLUMNS)
        .orderBy('received_at', direction)
        .orderBy('id', direction)
        .limit(limit)
        .execute();
      return rows.map(toVersion);
    },
    async countVersions(userId, folderId, range) {
      const { count } = await stretchOf(database, userId, folderId, range)
        .select((message) => message.fn.countAll<string | number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    },
  };
}

/** Both ends as row values, which the index of listings answers. */
function stretchOf(database: Sql, userId: UserId, folderId: MailFolderId, { from, before }: MailRange) {
  let query = messagesOf(database, userId).where('folder_id', '=', folderId);
  if (from) query = query.where(sql<boolean>`(received_at, id) >= (${from.receivedAt}, ${from.id})`);
  if (before) query = query.where(sql<boolean>`(received_at, id) < (${before.receivedAt}, ${before.id})`);
  return query;
}

function writeMethods(database: Sql): Pick<MailboxRepository, 'add' | 'setFlags' | 'move' | 'remove'> {
  const find = async (transaction: Sql, userId: UserId, id: string): Promise<MailMessageRow | undefined> =>
    messagesOf(transaction, userId).selectAll().where('id', '=', id).executeTakeFirst();
  return {
    add: (message, raw) => atomically(database, (transaction) => add(transaction, message, raw)),
    setFlags: (userId, id, flags) =>
      atomically(database, async (transaction) => {
        const row = await find(transaction, userId, id);
        return row && setFlags(transaction, row, flags);
      }),
    move: (userId, id, toFolderId, newId) =>
      atomically(database, async (transaction) => {
        const row = await find(transaction, userId, id);
        const target = await createMailboxRepository(transaction).findFolder(userId, toFolderId);
        return row && target && move(transaction, row, toFolderId, newId);
      }),
    remove: (userId, id) =>
      atomically(database, async (transaction) => {
        const row = await find(transaction, userId, id);
        return row !== undefined && remove(transaction, row);
      }),
  };
}

async function add(transaction: Sql, message: NewMailMessage, raw: Uint8Array): Promise<MailMessage> {
  const folder = await createMailboxRepository(transaction).findFolder(message.userId, message.folderId);
  if (folder === undefined) throw notFound('folder in the mailbox');
  const row = toRow(message, await nextModseq(transaction, message.folderId));
  const content = { id: row.content_id, user_id: row.user_id, raw };
  await transaction.insertInto('mail_content').values(content).execute();
  await transaction.insertInto('mail_message').values(row).execute();
  await grow(transaction, row.folder_id, row.size_bytes);
  return toMessage(row);
}

/**
 * The row was read before its folder was locked. Whoever moved or removed it in between has taken it out of the
 * folder, so a write that also asks for the folder finds nothing; the modseq that was taken is left unused.
 */
async function setFlags(
  transaction: Sql,
  row: MailMessageRow,
  flags: Partial<MailFlags>,
): Promise<MailMessage | undefined> {
  const message = toMessage(row);
  const wanted = toFlagColumns({ ...message, ...flags });
  const { is_read, is_flagged, last_verb } = row;
  if (isDeepStrictEqual(wanted, { is_read, is_flagged, last_verb })) return message;
  const changed = await transaction
    .updateTable('mail_message')
    .set({ ...wanted, modseq: await nextModseq(transaction, row.folder_id) })
    .where('id', '=', row.id)
    .where('folder_id', '=', row.folder_id)
    .returningAll()
    .executeTakeFirst();
  return changed && toMessage(changed);
}

async function move(
  transaction: Sql,
  row: MailMessageRow,
  toFolderId: MailFolderId,
  newId: MailMessageId,
): Promise<MailMessage | undefined> {
  if (row.folder_id === toFolderId) return toMessage(row);
  const modseqs = new Map<string, number>();
  // Always in the same order, or two moves in opposite directions would wait for each other.
  for (const id of [row.folder_id, toFolderId].sort()) modseqs.set(id, await nextModseq(transaction, id));
  const modseq = modseqs.get(toFolderId) ?? 0;
  const moved = await transaction
    .updateTable('mail_message')
    .set({ id: newId, folder_id: toFolderId, added_modseq: modseq, modseq })
    .where('id', '=', row.id)
    .where('folder_id', '=', row.folder_id)
    .returningAll()
    .executeTakeFirst();
  if (moved === undefined) return undefined;
  await grow(transaction, toFolderId, row.size_bytes);
  await bury(transaction, row, modseqs.get(row.folder_id) ?? 0);
  return toMessage(moved);
}

async function remove(transaction: Sql, row: MailMessageRow): Promise<boolean> {
  const modseq = await nextModseq(transaction, row.folder_id);
  const { numDeletedRows } = await transaction
    .deleteFrom('mail_message')
    .where('id', '=', row.id)
    .where('folder_id', '=', row.folder_id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) return false;
  await transaction.deleteFrom('mail_content').where('id', '=', row.content_id).execute();
  await bury(transaction, row, modseq);
  return true;
}

/** What has left a folder. Kept for good: any device may come back after any time and ask what happened since. */
async function bury(transaction: Sql, row: MailMessageRow, modseq: number): Promise<void> {
  const tombstone = {
    folder_id: row.folder_id,
    message_id: row.id,
    received_at: row.received_at,
    added_modseq: row.added_modseq,
    modseq,
  };
  await transaction.insertInto('mail_tombstone').values(tombstone).execute();
  await grow(transaction, row.folder_id, -row.size_bytes);
}
