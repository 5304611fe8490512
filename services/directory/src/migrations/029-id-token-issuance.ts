import type { Migration } from './migration.ts';

/** Which applications get an ID token from the authorize endpoint itself; until now none did. */
export const idTokenIssuance: Migration = {
  number: 29,
  name: 'id-token-issuance',
  statements: ({ integer }) => [
    `alter table application add column enable_id_token_issuance ${integer} not null default 0`,
  ],
};
