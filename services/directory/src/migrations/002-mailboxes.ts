import type { Migration } from './migration.ts';

export const mailboxes: Migration = {
  number: 2,
  name: 'mailboxes',
  statements: ({ text, integer, bytes, tableOptions }) => [
    `create table mail_folder (
      id ${text} primary key,
      user_id ${text} not null references "user" (id) on delete cascade,
      kind ${text} not null,
      display_name ${text} not null,
      modseq ${integer} not null
    )${tableOptions}`,
    'create unique index mail_folder__user_id__kind on mail_folder (user_id, kind)',

    // Apart from the rows, so that listing a folder reads none of it.
    `create table mail_content (
      id ${text} primary key,
      user_id ${text} not null references "user" (id) on delete cascade,
      raw ${bytes} not null
    )${tableOptions}`,
    'create index mail_content_of_user on mail_content (user_id)',

    `create table mail_message (
      id ${text} primary key,
      user_id ${text} not null references "user" (id) on delete cascade,
      folder_id ${text} not null references mail_folder (id) on delete cascade,
      content_id ${text} not null references mail_content (id) on delete cascade,
      received_at ${integer} not null,
      size_bytes ${integer} not null,
      subject ${text} not null,
      from_text ${text} not null,
      to_text ${text} not null,
      date ${integer},
      preview ${text} not null,
      is_read ${integer} not null,
      is_flagged ${integer} not null,
      last_verb ${text} not null,
      added_modseq ${integer} not null,
      modseq ${integer} not null
    )${tableOptions}`,
    'create index mail_message_listing on mail_message (folder_id, received_at, id)',
    'create index mail_message_changes on mail_message (folder_id, modseq)',
    'create index mail_message_of_user on mail_message (user_id)',
    'create index mail_message_of_content on mail_message (content_id)',

    `create table mail_tombstone (
      folder_id ${text} not null references mail_folder (id) on delete cascade,
      message_id ${text} not null,
      added_modseq ${integer} not null,
      modseq ${integer} not null,
      primary key (folder_id, message_id)
    )${tableOptions}`,
    'create index mail_tombstone_changes on mail_tombstone (folder_id, modseq)',

    `create table mail_device (
      user_id ${text} not null references "user" (id) on delete cascade,
      device_id ${text} not null,
      device_type ${text} not null,
      user_agent ${text},
      protocol_version ${text},
      temporary_policy_key ${text},
      policy_key ${text},
      certificate_issuer ${text},
      certificate_serial_number ${text},
      information ${text} not null,
      access ${text} not null,
      first_seen_at ${integer} not null,
      last_seen_at ${integer} not null,
      primary key (user_id, device_id)
    )${tableOptions}`,

    `create table mail_sync_state (
      user_id ${text} not null,
      device_id ${text} not null,
      collection ${text} not null,
      key ${text} not null,
      snapshot ${text} not null,
      previous_key ${text},
      previous_snapshot ${text},
      primary key (user_id, device_id, collection),
      foreign key (user_id, device_id) references mail_device (user_id, device_id) on delete cascade
    )${tableOptions}`,
  ],
};
