import type { Migration } from './migration.ts';

/** Where a CA answers questions about single certificates. */
export const ocspUrl: Migration = {
  number: 7,
  name: 'ocsp-url',
  statements: ({ text }) => [`alter table certificate_authority add column ocsp_url ${text}`],
};
