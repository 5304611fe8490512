import type { Migration } from './migration.ts';

/** When whose metadata are fetched again, and what came of it; and how sessions of SAML partners are named there. */
export const metadataRefresh: Migration = {
  number: 18,
  name: 'metadata-refresh',
  statements: ({ text, integer, bytes, tableOptions }) => [
    `create table metadata_refresh (
      subject ${text} primary key,
      url ${text} not null,
      result ${text},
      reason ${text},
      last_run_at ${integer},
      next_run_at ${integer} not null,
      etag ${text},
      last_modified ${text},
      signer ${bytes}
    )${tableOptions}`,
    'create index metadata_refresh_due on metadata_refresh (next_run_at)',

    `create table partner_session (
      session_id ${text} primary key,
      user_id ${text} not null,
      domain ${text} not null,
      name_id ${text} not null,
      name_id_format ${text},
      sp_name_qualifier ${text},
      session_index ${text},
      expires_at ${integer} not null
    )${tableOptions}`,
    'create index partner_session_of_name on partner_session (domain, name_id)',
    'create index partner_session_expiry on partner_session (expires_at)',
  ],
};
