import type { Migration } from './migration.ts';

/** Applications say what tokens they want, and the installation has a secret from which `sub` is derived. */
export const tokenConfiguration: Migration = {
  number: 16,
  name: 'token-configuration',
  statements: ({ text, integer, bytes, tableOptions }) => [
    `alter table application add column requested_access_token_version ${integer}`,
    // Until now there was version 2 alone: who reads it goes on getting it.
    'update application set requested_access_token_version = 2',
    `alter table application add column access_token_signing_alg ${text}`,
    `alter table application add column optional_claims ${text}`,
    `alter table application add column group_membership_claims ${text}`,
    `create table installation_secret (
      name ${text} primary key,
      sealed ${bytes} not null
    )${tableOptions}`,
  ],
};
