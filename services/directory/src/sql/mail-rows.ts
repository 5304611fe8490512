import type {
  LastVerb,
  MailFlags,
  MailFolderId,
  MailMessage,
  MailMessageId,
  MailMessageVersion,
  NewMailMessage,
  UserId,
} from '@signet/identity';
import type { SelectQueryBuilder } from 'kysely';
import { flag, parseWord } from './columns.ts';
import type { MailFlagColumns, MailMessageRow, Schema, Sql } from './schema.ts';

/** Every query for messages begins here: nobody sees another user's. */
export function messagesOf(
  database: Sql,
  userId: UserId,
): SelectQueryBuilder<Schema, 'mail_message', object> {
  return database.selectFrom('mail_message').where('mail_message.user_id', '=', userId);
}

/** A message's bytes are kept under the id that it was added with. */
export function toRow(message: NewMailMessage, modseq: number): MailMessageRow {
  return {
    id: message.id,
    user_id: message.userId,
    folder_id: message.folderId,
    content_id: message.id,
    received_at: message.receivedAt,
    size_bytes: message.sizeBytes,
    subject: message.subject,
    from_text: message.from,
    to_text: message.to,
    date: message.date ?? null,
    preview: message.preview,
    ...toFlagColumns(message),
    added_modseq: modseq,
    modseq,
  };
}

/** What the user's devices set on a message, as columns. */
export function toFlagColumns({ isRead, isFlagged, lastVerb }: MailFlags): MailFlagColumns {
  return { is_read: flag(isRead), is_flagged: flag(isFlagged), last_verb: lastVerb };
}

/** A whole row as a message. Throws `DirectoryError` `corrupt`. */
export function toMessage(row: MailMessageRow): MailMessage {
  return {
    ...toVersion(row),
    userId: row.user_id as UserId,
    folderId: row.folder_id as MailFolderId,
    sizeBytes: row.size_bytes,
    subject: row.subject,
    from: row.from_text,
    to: row.to_text,
    date: row.date ?? undefined,
    preview: row.preview,
  };
}

/** What a version is read from. */
export const VERSION_COLUMNS = [
  'id',
  'received_at',
  'is_read',
  'is_flagged',
  'last_verb',
  'added_modseq',
  'modseq',
] as const;

/** What a sync compares, from the columns of `VERSION_COLUMNS`. Throws `DirectoryError` `corrupt`. */
export function toVersion(row: Pick<MailMessageRow, (typeof VERSION_COLUMNS)[number]>): MailMessageVersion {
  return {
    id: row.id as MailMessageId,
    receivedAt: row.received_at,
    isRead: row.is_read === 1,
    isFlagged: row.is_flagged === 1,
    lastVerb: parseWord(row.last_verb, 'mail_message.last_verb', LAST_VERBS),
    addedModseq: row.added_modseq,
    modseq: row.modseq,
  };
}

const LAST_VERBS: readonly LastVerb[] = ['none', 'reply', 'reply-all', 'forward'];
