import type { Migration } from './migration.ts';

/** Unique indexes are named `<table>__<columns joined by __>`: sql/conflicts.ts reads the names. */
export const firstTables: Migration = {
  number: 1,
  name: 'first-tables',
  statements: ({ text, integer, bytes, sequence, tableOptions }) => [
    `create table encryption_key_check (
      name ${text} primary key,
      sealed ${bytes} not null
    )${tableOptions}`,

    `create table tenant (
      id ${text} primary key,
      display_name ${text} not null,
      created_at ${integer} not null
    )${tableOptions}`,

    `create table domain (
      name ${text} primary key,
      tenant_id ${text} not null references tenant (id),
      is_default ${integer} not null,
      federation_id ${text},
      federation_display_name ${text},
      issuer_uri ${text},
      passive_sign_in_uri ${text},
      active_sign_in_uri ${text},
      sign_out_uri ${text},
      metadata_exchange_uri ${text},
      signing_certificate ${bytes},
      next_signing_certificate ${bytes},
      prompt_login_behavior ${text}
    )${tableOptions}`,
    'create unique index domain__issuer_uri on domain (issuer_uri)',
    'create index domain_of_tenant on domain (tenant_id)',

    `create table "user" (
      id ${text} primary key,
      tenant_id ${text} not null references tenant (id),
      user_principal_name ${text} not null,
      user_principal_name_key ${text} not null,
      display_name ${text} not null,
      mail ${text},
      proxy_addresses ${text} not null,
      immutable_id ${text},
      certificate_user_ids ${text} not null,
      account_enabled ${integer} not null,
      roles ${text} not null,
      sts_refresh_tokens_valid_from ${integer},
      created_at ${integer} not null
    )${tableOptions}`,
    'create unique index user__user_principal_name_key on "user" (user_principal_name_key)',
    'create unique index user__tenant_id__immutable_id on "user" (tenant_id, immutable_id)',
    'create index user_listing on "user" (tenant_id, user_principal_name_key)',

    `create table proxy_address (
      tenant_id ${text} not null,
      address_key ${text} not null,
      user_id ${text} not null references "user" (id) on delete cascade
    )${tableOptions}`,
    'create unique index proxy_address__tenant_id__address_key on proxy_address (tenant_id, address_key)',
    'create index proxy_address_of_user on proxy_address (user_id)',

    `create table certificate_authority (
      id ${text} primary key,
      tenant_id ${text} not null references tenant (id),
      certificate ${bytes} not null,
      certificate_sha256 ${text} not null,
      is_root_authority ${integer} not null,
      crl_url ${text},
      delta_crl_url ${text},
      issuer ${text} not null,
      issuer_ski ${text} not null,
      created_at ${integer} not null
    )${tableOptions}`,
    `create unique index certificate_authority__tenant_id__certificate_sha256
      on certificate_authority (tenant_id, certificate_sha256)`,

    `create table stored_crl (
      certificate_authority_id ${text} not null references certificate_authority (id) on delete cascade,
      part ${text} not null,
      url ${text} not null,
      crl ${bytes} not null,
      sha256 ${text} not null,
      downloaded_at ${integer} not null,
      etag ${text},
      last_modified ${text},
      primary key (certificate_authority_id, part)
    )${tableOptions}`,

    `create table application (
      app_id ${text} primary key,
      tenant_id ${text} not null references tenant (id),
      display_name ${text} not null,
      redirect_uris ${text} not null,
      secrets ${text} not null,
      identifier_uris ${text} not null,
      created_at ${integer} not null
    )${tableOptions}`,
    'create index application_of_tenant on application (tenant_id)',

    `create table identifier_uri (
      tenant_id ${text} not null,
      uri ${text} not null,
      app_id ${text} not null references application (app_id) on delete cascade
    )${tableOptions}`,
    'create unique index identifier_uri__tenant_id__uri on identifier_uri (tenant_id, uri)',
    'create index identifier_uri_of_application on identifier_uri (app_id)',

    `create table signing_key (
      id ${text} primary key,
      "use" ${text} not null,
      sealed_private_key ${bytes} not null,
      certificate ${bytes} not null,
      not_before ${integer} not null,
      not_after ${integer} not null,
      created_at ${integer} not null
    )${tableOptions}`,

    `create table session (
      id ${text} primary key,
      tenant_id ${text} not null,
      user_id ${text} not null references "user" (id) on delete cascade,
      auth_time ${integer} not null,
      amr ${text} not null,
      certificate_issuer ${text},
      certificate_serial_number ${text},
      certificate_authority_id ${text},
      created_at ${integer} not null,
      expires_at ${integer} not null,
      ended_at ${integer}
    )${tableOptions}`,
    'create index session_of_user on session (user_id)',
    'create index session_expiry on session (expires_at)',

    `create table "grant" (
      id ${text} primary key,
      tenant_id ${text} not null,
      user_id ${text} not null references "user" (id) on delete cascade,
      client_id ${text} not null,
      session_id ${text} not null,
      scopes ${text} not null,
      auth_time ${integer} not null,
      amr ${text} not null,
      certificate_issuer ${text},
      certificate_serial_number ${text},
      certificate_authority_id ${text},
      created_at ${integer} not null,
      revoked_at ${integer},
      revoked_because ${text}
    )${tableOptions}`,
    'create index grant_of_user on "grant" (user_id)',
    'create index grant_of_session on "grant" (session_id)',
    `create index live_grant_of_certificate on "grant" (certificate_authority_id, certificate_serial_number)
      where revoked_at is null`,

    `create table refresh_token (
      sha256 ${text} primary key,
      grant_id ${text} not null references "grant" (id) on delete cascade,
      issued_at ${integer} not null,
      expires_at ${integer} not null,
      rotated_at ${integer}
    )${tableOptions}`,
    'create index refresh_token_of_grant on refresh_token (grant_id)',
    'create index refresh_token_expiry on refresh_token (expires_at)',

    `create table one_time_state (
      kind ${text} not null,
      id ${text} not null,
      value ${text} not null,
      expires_at ${integer} not null,
      consumed_at ${integer},
      primary key (kind, id)
    )${tableOptions}`,
    'create index one_time_state_expiry on one_time_state (expires_at)',

    `create table replay (
      kind ${text} not null,
      id ${text} not null,
      expires_at ${integer} not null,
      primary key (kind, id)
    )${tableOptions}`,
    'create index replay_expiry on replay (expires_at)',

    `create table sign_in (
      sequence ${sequence},
      id ${text} not null,
      created_at ${integer} not null,
      tenant_id ${text},
      user_id ${text},
      user_principal_name ${text},
      app_id ${text},
      face ${text} not null,
      correlation_id ${text},
      ip_address ${text},
      user_agent ${text},
      code ${text} not null,
      error_code ${integer} not null,
      certificate_subject ${text},
      certificate_issuer ${text},
      certificate_serial_number ${text},
      evidence ${text} not null
    )${tableOptions}`,
    'create index sign_in_by_id on sign_in (id, sequence)',
    'create index sign_in_of_tenant on sign_in (tenant_id, sequence)',
    'create index sign_in_of_user on sign_in (user_id, sequence)',
    'create index sign_in_of_correlation on sign_in (correlation_id, sequence)',
  ],
};
