import type { Migration } from './migration.ts';

/** What APIs can ask of a sign-in by `acrs`. */
export const authenticationContexts: Migration = {
  number: 19,
  name: 'authentication-contexts',
  statements: ({ text, integer, tableOptions }) => [
    `create table authentication_context (
      tenant_id ${text} not null references tenant (id) on delete cascade,
      id ${text} not null,
      display_name ${text} not null,
      description ${text} not null,
      is_available ${integer} not null,
      primary key (tenant_id, id)
    )${tableOptions}`,
  ],
};
