import type { Migration } from './migration.ts';

/**
 * What lets a phone be told of a large folder's few changes without reading the folder: sync states keep a place
 * in it instead of every message, so those of before cannot be gone on from and the devices begin anew.
 */
export const mailWindows: Migration = {
  number: 4,
  name: 'mail-windows',
  statements: ({ text, integer }) => [
    `alter table mail_folder add column size_bytes ${integer} not null default 0`,
    `update mail_folder set size_bytes = (
      select coalesce(sum(size_bytes), 0) from mail_message where mail_message.folder_id = mail_folder.id
    )`,
    `alter table mail_tombstone add column received_at ${integer}`,
    `alter table mail_device add column policy_revision ${text}`,
    `delete from mail_sync_state where collection <> '0'`,
  ],
};
