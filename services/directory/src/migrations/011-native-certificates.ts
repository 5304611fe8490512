import type { Migration } from './migration.ts';

/** Groups, what binds certificates to users beside their names, second factors, and the PKI store. */
export const nativeCertificates: Migration = {
  number: 11,
  name: 'native-certificates',
  statements: ({ text, integer, bytes, tableOptions }) => [
    `alter table "user" add column on_premises_user_principal_name ${text}`,
    `create table certificate_user_id (
      tenant_id ${text} not null,
      value_sha256 ${text} not null,
      user_id ${text} not null references "user" (id) on delete cascade
    )${tableOptions}`,
    'create unique index certificate_user_id__tenant_id__value_sha256 on certificate_user_id (tenant_id, value_sha256)',
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
      user_id ${text} not null references "user" (id) on delete cascade
    )${tableOptions}`,
    'create unique index group_member__group_id__user_id on group_member (group_id, user_id)',
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

    `create table public_key_infrastructure (
      id ${text} primary key,
      tenant_id ${text} not null references tenant (id),
      display_name ${text} not null,
      status ${text} not null,
      status_details ${text} not null,
      created_at ${integer} not null,
      last_modified_at ${integer} not null,
      deleted_at ${integer}
    )${tableOptions}`,
    'create index public_key_infrastructure_of_tenant on public_key_infrastructure (tenant_id)',
    `alter table certificate_authority add column store ${text} not null default 'classic'`,
    `alter table certificate_authority add column public_key_infrastructure_id ${text}`,
    `alter table certificate_authority add column display_name ${text}`,
    `alter table certificate_authority add column is_issuer_hint_enabled ${integer} not null default 0`,
    `alter table certificate_authority add column deleted_at ${integer}`,
    'drop index certificate_authority__tenant_id__certificate_sha256',
    `create unique index certificate_authority__tenant_id__store__certificate_sha256
      on certificate_authority (tenant_id, store, certificate_sha256) where deleted_at is null`,
  ],
};
