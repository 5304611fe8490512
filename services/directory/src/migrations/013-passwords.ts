import type { Migration } from './migration.ts';

/** Passwords of test users, and the attempts of the last minutes. */
export const passwords: Migration = {
  number: 13,
  name: 'passwords',
  statements: ({ text, integer, tableOptions }) => [
    `create table user_password (
      user_id ${text} not null primary key references "user" (id),
      hash ${text} not null,
      set_at ${integer} not null
    )${tableOptions}`,
    `create table password_attempt (
      id ${text} not null,
      subject ${text} not null,
      at ${integer} not null,
      primary key (id, subject)
    )${tableOptions}`,
    'create index password_attempt_of_subject on password_attempt (subject, at)',
  ],
};
