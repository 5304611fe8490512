import type { Migration } from './migration.ts';

/** What a new CRL needs to end sessions by index, and what processes need to share one download. */
export const revocationPush: Migration = {
  number: 6,
  name: 'revocation-push',
  statements: ({ text, integer, bytes, tableOptions }) => [
    `alter table session add column certificate_not_after ${integer}`,
    `alter table "grant" add column certificate_not_after ${integer}`,
    `create index live_session_of_certificate on session (certificate_authority_id, certificate_serial_number)
      where ended_at is null`,
    `create index live_session_certificate_expiry on session (certificate_not_after)
      where ended_at is null and certificate_not_after is not null`,
    `create index live_grant_certificate_expiry on "grant" (certificate_not_after)
      where revoked_at is null and certificate_not_after is not null`,

    // A cache: what is dropped here is downloaded again. Lists go into rows of bounded size, because a row of
    // 20 MB holds up whoever reads or writes it.
    'delete from stored_crl',
    'alter table stored_crl drop column crl',
    `alter table stored_crl add column size_bytes ${integer} not null default 0`,
    `alter table stored_crl add column confirmed_at ${integer}`,
    `create table crl_chunk (
      certificate_authority_id ${text} not null references certificate_authority (id) on delete cascade,
      part ${text} not null,
      sha256 ${text} not null,
      number ${integer} not null,
      bytes ${bytes} not null,
      primary key (certificate_authority_id, part, sha256, number)
    )${tableOptions}`,

    `create table crl_push (
      certificate_authority_id ${text} not null references certificate_authority (id) on delete cascade,
      part ${text} not null,
      seen_at ${integer} not null,
      milliseconds ${integer} not null,
      sessions ${integer} not null,
      grants ${integer} not null,
      primary key (certificate_authority_id, part)
    )${tableOptions}`,

    `create table lease (
      name ${text} primary key,
      holder ${text} not null,
      expires_at ${integer} not null
    )${tableOptions}`,
  ],
};
