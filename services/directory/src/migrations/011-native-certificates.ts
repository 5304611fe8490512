import type { Migration } from './migration.ts';

/** Groups, what binds certificates to users beside their names, and second factors. */
export const nativeCertificates: Migration = {
  number: 11,
  name: 'native-certificates',
  statements: ({ text, integer, bytes, tableOptions }) => [
    `alter table "user" add column on_premises_user_principal_name ${text}`,
    `create table certificate_user_id (
      tenant_id ${text} not null,
      value_key ${text} not null,
      user_id ${text} not null references "user" (id) on delete cascade,
      primary key (tenant_id, value_key)
    )${tableOptions}`,
    'create index certificate_user_id_of_user on certificate_user_id (user_id)',

    `create table directory_group (
      id ${text} primary key,
      tenant_id ${text} not null references tenant (id),
      display_name ${text} not null,
      description ${text},
      created_at ${integer} not null
    )${tableOptions}`,
    'create index directory_group_of_tenant on directory_group (tenant_id, display_name, id)',
    `create table group_member (
      group_id ${text} not null references directory_group (id) on delete cascade,
      user_id ${text} not null references "user" (id) on delete cascade,
      primary key (group_id, user_id)
    )${tableOptions}`,
    'create index group_member_of_user on group_member (user_id)',

    `alter table application add column requires_multi_factor ${integer} not null default 0`,
    `create table totp_secret (
      user_id ${text} primary key references "user" (id) on delete cascade,
      sealed_secret ${bytes} not null,
      created_at ${integer} not null,
      last_used_step ${integer} not null,
      attempts ${integer} not null,
      attempts_since ${integer} not null
    )${tableOptions}`,
  ],
};
