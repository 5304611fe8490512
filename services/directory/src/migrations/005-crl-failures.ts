import type { Migration } from './migration.ts';

/** Why a CRL could not be had, kept beside it so that every process can say so. */
export const crlFailures: Migration = {
  number: 5,
  name: 'crl-failures',
  statements: ({ text, integer, tableOptions }) => [
    `create table stored_crl_failure (
      certificate_authority_id ${text} not null references certificate_authority (id) on delete cascade,
      part ${text} not null,
      url ${text} not null,
      failure ${text} not null,
      reason ${text} not null,
      failed_at ${integer} not null,
      primary key (certificate_authority_id, part)
    )${tableOptions}`,
  ],
};
