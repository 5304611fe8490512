import type { Migration } from './migration.ts';

/** Whose second factor counts for a federated domain; null is the default of `FederatedIdpMfaBehavior`. */
export const federatedIdpMfaBehavior: Migration = {
  number: 28,
  name: 'federated-idp-mfa-behavior',
  statements: ({ text }) => [`alter table domain add column federated_idp_mfa_behavior ${text}`],
};
