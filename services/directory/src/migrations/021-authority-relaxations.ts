import type { Migration } from './migration.ts';

/** What is let pass for an old CA that cannot do better, separated by spaces. */
export const authorityRelaxations: Migration = {
  number: 21,
  name: 'authority-relaxations',
  statements: ({ text }) => [`alter table certificate_authority add column relaxations ${text}`],
};
