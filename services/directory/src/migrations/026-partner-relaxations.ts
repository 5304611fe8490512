import type { Migration } from './migration.ts';

/** What is let pass for an old federation partner that cannot do better, separated by spaces. */
export const partnerRelaxations: Migration = {
  number: 26,
  name: 'partner-relaxations',
  statements: ({ text }) => [`alter table domain add column relaxations ${text}`],
};
