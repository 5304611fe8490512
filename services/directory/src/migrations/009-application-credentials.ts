import type { Migration } from './migration.ts';

/** Applications prove themselves by certificate, and are allowed app roles of other applications. */
export const applicationCredentials: Migration = {
  number: 9,
  name: 'application-credentials',
  statements: ({ text, integer, tableOptions }) => [
    `alter table application add column key_credentials ${text} not null default '[]'`,
    `alter table application add column app_roles ${text} not null default '[]'`,
    `create table app_role_assignment (
      id ${text} primary key,
      tenant_id ${text} not null references tenant (id),
      principal_id ${text} not null,
      resource_id ${text} not null references application (app_id) on delete cascade,
      app_role_id ${text} not null,
      created_at ${integer} not null
    )${tableOptions}`,
    `create unique index app_role_assignment__principal_id__resource_id__app_role_id
      on app_role_assignment (principal_id, resource_id, app_role_id)`,
    'create index app_role_assignment_of_resource on app_role_assignment (resource_id)',
  ],
};
