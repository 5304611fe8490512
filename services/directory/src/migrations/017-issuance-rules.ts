import type { Migration } from './migration.ts';

/** What a relying party is told, and who may sign in to it, in AD FS's claim rule language. */
export const issuanceRules: Migration = {
  number: 17,
  name: 'issuance-rules',
  statements: ({ text }) => [
    `alter table relying_party_trust add column issuance_transform_rules ${text}`,
    `alter table relying_party_trust add column issuance_authorization_rules ${text}`,
  ],
};
