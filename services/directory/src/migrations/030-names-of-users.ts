import type { Migration } from './migration.ts';

/** What a person is called by friends, and by authorities, where somebody said. */
export const namesOfUsers: Migration = {
  number: 30,
  name: 'names-of-users',
  statements: ({ text }) => [
    `alter table "user" add column given_name ${text}`,
    `alter table "user" add column surname ${text}`,
  ],
};
