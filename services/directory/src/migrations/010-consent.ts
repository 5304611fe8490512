import type { Migration } from './migration.ts';

/** Scopes of applications, what they require of others, and what people allowed them. */
export const consent: Migration = {
  number: 10,
  name: 'consent',
  statements: ({ text, integer, tableOptions }) => [
    `alter table application add column oauth2_permission_scopes ${text} not null default '[]'`,
    `alter table application add column required_resource_access ${text} not null default '[]'`,
    `alter table application add column frontchannel_logout_uri ${text}`,
    // `principal` is a user's id or AllPrincipals: a null would not be held unique.
    `create table permission_grant (
      id ${text} primary key,
      tenant_id ${text} not null references tenant (id) on delete cascade,
      client_id ${text} not null references application (app_id) on delete cascade,
      resource_id ${text} not null,
      principal ${text} not null,
      scopes ${text} not null,
      created_at ${integer} not null,
      unique (client_id, principal, resource_id)
    )${tableOptions}`,
    'create index permission_grant_of_tenant on permission_grant (tenant_id, id)',
    // Applications from before there was consent keep what they had; Graph's scopes of that time.
    `insert into permission_grant (id, tenant_id, client_id, resource_id, principal, scopes, created_at)
      select app_id, tenant_id, app_id, '00000003-0000-0000-c000-000000000000', 'AllPrincipals',
        '${JSON.stringify(SCOPES_UNTIL_NOW)}', created_at from application`,
  ],
};

const SCOPES_UNTIL_NOW = [
  'openid',
  'profile',
  'email',
  'offline_access',
  'User.Read',
  'User.ReadWrite',
  'User.ReadBasic.All',
  'User.Read.All',
  'User.ReadWrite.All',
  'User.RevokeSessions.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'Organization.Read.All',
  'Organization.ReadWrite.All',
  'DeviceManagementServiceConfig.Read.All',
  'Domain.Read.All',
  'Domain.ReadWrite.All',
  'Domain-InternalFederation.Read.All',
  'Domain-InternalFederation.ReadWrite.All',
  'Policy.Read.AuthenticationMethod',
  'Policy.ReadWrite.AuthenticationMethod',
  'AuditLog.Read.All',
];
