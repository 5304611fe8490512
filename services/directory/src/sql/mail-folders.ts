import {
  MAIL_FOLDER_KINDS,
  type MailboxRepository,
  type MailFolder,
  type MailFolderId,
  type MailMessageId,
  type UserId,
} from '@signet/identity';
import { parseWord } from './columns.ts';
import { messagesOf, toMessage } from './mail-rows.ts';
import type { MailFolderRow, Sql } from './schema.ts';

export type MailFolderMethods = Pick<
  MailboxRepository,
  'addFolders' | 'listFolders' | 'findFolder' | 'listChanges'
>;

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
    async listChanges(userId, folderId, since) {
      const folder = await findFolder(userId, folderId);
      return folder && listChanges(database, folder, since);
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

/**
 * Three reads that others may write between. The folder is read first and limits what counts as added or
 * removed; tombstones come before messages. So whatever happens meanwhile is told the next time, at worst twice.
 */
async function listChanges(database: Sql, { id, userId, modseq }: MailFolder, since: number) {
  const tombstones = await database
    .selectFrom('mail_tombstone')
    .select('message_id')
    .where('folder_id', '=', id)
    .where('modseq', '>', since)
    .where('modseq', '<=', modseq)
    .where('added_modseq', '<=', since)
    .orderBy('modseq')
    .execute();
  const rows = await messagesOf(database, userId)
    .selectAll()
    .where('folder_id', '=', id)
    .where('modseq', '>', since)
    .where('added_modseq', '<=', modseq)
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const messages = rows.map(toMessage);
  return {
    modseq,
    added: messages.filter(({ addedModseq }) => addedModseq > since),
    changed: messages.filter(({ addedModseq }) => addedModseq <= since),
    removed: tombstones.map(({ message_id }) => message_id as MailMessageId),
  };
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
  };
}
