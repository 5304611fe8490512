import {
  MAIL_FOLDER_KINDS,
  type MailboxRepository,
  type MailFolder,
  type MailFolderChanges,
  type MailFolderId,
  type MailMessageId,
  type MailMessageVersion,
  type UserId,
} from '@signet/identity';
import { parseWord } from './columns.ts';
import { messagesOf, toVersion, VERSION_COLUMNS } from './mail-rows.ts';
import type { MailFolderRow, Sql } from './schema.ts';

export type MailFolderMethods = Pick<
  MailboxRepository,
  'addFolders' | 'listFolders' | 'findFolder' | 'listChanges'
>;

/** The part of the port that is about folders and what changed in them. */
export function mailFolderMethods(database: Sql): MailFolderMethods {
  const findFolder: MailFolderMethods['findFolder'] = async (userId, id) => {
    const row = await foldersOf(database, userId).where('id', '=', id).executeTakeFirst();
    return row && toFolder(row);
  };
  return {
    findFolder,
    async addFolders(userId, folders) {
      const rows = folders.map(({ id, kind, displayName }) => ({
        id,
        user_id: userId,
        kind,
        display_name: displayName,
        modseq: 0,
        size_bytes: 0,
      }));
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('mail_folder')
        .values(rows)
        .onConflict((conflict) => conflict.columns(['user_id', 'kind']).doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === BigInt(rows.length);
    },
    async listFolders(userId) {
      const folders = (await foldersOf(database, userId).execute()).map(toFolder);
      return folders.sort((a, b) => placeOf(a) - placeOf(b));
    },
    async listChanges(userId, folderId, since, limit) {
      const folder = await findFolder(userId, folderId);
      return folder && listChanges(database, folder, since, limit);
    },
  };
}

/** The folder's next modseq; its row stays locked until the transaction ends, which orders the changes. */
export async function nextModseq(transaction: Sql, folderId: string): Promise<number> {
  const { modseq } = await transaction
    .updateTable('mail_folder')
    .set((folder) => ({ modseq: folder('modseq', '+', 1) }))
    .where('id', '=', folderId)
    .returning('modseq')
    .executeTakeFirstOrThrow();
  return modseq;
}

/** The folder's row is locked already, by the change that took its modseq. */
export async function grow(transaction: Sql, folderId: string, bytes: number): Promise<void> {
  await transaction
    .updateTable('mail_folder')
    .set((folder) => ({ size_bytes: folder('size_bytes', '+', bytes) }))
    .where('id', '=', folderId)
    .execute();
}

/**
 * Three reads that others may write between. The folder is read first and limits what counts as added or
 * removed; tombstones come before messages. So whatever happens meanwhile is told the next time, at worst twice.
 */
async function listChanges(
  database: Sql,
  { id, userId, modseq }: MailFolder,
  since: number,
  limit: number,
): Promise<MailFolderChanges | 'too-many'> {
  const tombstones = await database
    .selectFrom('mail_tombstone')
    .select(['message_id', 'received_at'])
    .where('folder_id', '=', id)
    .where('modseq', '>', since)
    .where('modseq', '<=', modseq)
    .where('added_modseq', '<=', since)
    .orderBy('modseq')
    .limit(limit + 1)
    .execute();
  const rows = await messagesOf(database, userId)
    .select(VERSION_COLUMNS)
    .where('folder_id', '=', id)
    .where('modseq', '>', since)
    .where('added_modseq', '<=', modseq)
    .limit(limit + 1)
    .execute();
  if (tombstones.length + rows.length > limit) return 'too-many';
  const versions = rows.map(toVersion).sort(newestFirst);
  return {
    modseq,
    added: versions.filter(({ addedModseq }) => addedModseq > since),
    changed: versions.filter(({ addedModseq }) => addedModseq <= since),
    removed: tombstones.map(({ message_id, received_at }) => ({
      id: message_id as MailMessageId,
      receivedAt: received_at ?? undefined,
    })),
  };
}

function newestFirst(one: MailMessageVersion, other: MailMessageVersion): number {
  return other.receivedAt - one.receivedAt || other.addedModseq - one.addedModseq;
}

function foldersOf(database: Sql, userId: UserId) {
  return database.selectFrom('mail_folder').selectAll().where('user_id', '=', userId);
}

function placeOf({ kind }: MailFolder): number {
  return MAIL_FOLDER_KINDS.indexOf(kind);
}

function toFolder(row: MailFolderRow): MailFolder {
  return {
    id: row.id as MailFolderId,
    userId: row.user_id as UserId,
    kind: parseWord(row.kind, 'mail_folder.kind', MAIL_FOLDER_KINDS),
    displayName: row.display_name,
    modseq: row.modseq,
    sizeBytes: row.size_bytes,
  };
}
