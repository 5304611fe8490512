import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ApplicationId, GRAPH_APP_ID, GRAPH_SCOPES, type UserId } from '@signet/identity';
import { afterAll, expect, test } from 'vitest';
import { openSqliteDirectory } from '../src/index.ts';
import { MIGRATIONS } from '../src/migrations/index.ts';
import { SQLITE_WORDS } from '../src/migrations/migration.ts';
import { TEST_KEY_VAULT } from './_backend.ts';

const folder = mkdtempSync(join(tmpdir(), 'signet-consent-migration-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('an application of before there was consent keeps what it had', async () => {
  const path = join(folder, 'signet.sqlite');
  writeEarlierDatabase(path);
  await using directory = await openSqliteDirectory({ path, keyVault: TEST_KEY_VAULT });
  const appId = APP_ID as ApplicationId;
  expect(await directory.applications.find(appId)).toMatchObject({
    oauth2PermissionScopes: [],
    requiredResourceAccess: [],
    frontchannelLogoutUri: undefined,
  });
  const grants = await directory.permissionGrants.listFor(appId, 'anybody' as UserId);
  expect(grants).toMatchObject([{ resourceId: GRAPH_APP_ID, principalId: 'AllPrincipals', tenantId: 't' }]);
  const since = [
    'Application.Read.All',
    'Application.ReadWrite.All',
    'AppRoleAssignment.ReadWrite.All',
    'AuthenticationContext.Read.All',
    'AuthenticationContext.ReadWrite.All',
    'Policy.Read.ConditionalAccess',
    'Policy.ReadWrite.ConditionalAccess',
    'DelegatedPermissionGrant.Read.All',
    'DelegatedPermissionGrant.ReadWrite.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'GroupMember.Read.All',
    'GroupMember.ReadWrite.All',
    'PublicKeyInfrastructure.Read.All',
    'PublicKeyInfrastructure.ReadWrite.All',
  ];
  const of = GRAPH_SCOPES.map(({ value }) => value).filter((value) => !since.includes(value));
  expect(grants[0]?.scopes).toEqual(of);
});

/** As the version before this migration left it: one tenant, one application. */
function writeEarlierDatabase(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(
    'create table signet_migration (number integer primary key, name text, applied_at integer) strict',
  );
  for (const { number, name, statements } of MIGRATIONS.filter((migration) => migration.number < 10)) {
    for (const statement of statements(SQLITE_WORDS)) database.exec(statement);
    database.prepare('insert into signet_migration values (?, ?, 0)').run(number, name);
  }
  database.exec("insert into tenant (id, display_name, created_at) values ('t', 'Contoso', 0)");
  database
    .prepare(
      `insert into application (app_id, tenant_id, display_name, redirect_uris, secrets, identifier_uris, created_at)
        values (?, 't', 'Mail', '[]', '[]', '[]', 0)`,
    )
    .run(APP_ID);
  database.close();
}

const APP_ID = '8f14e45f-ceea-467f-9d5a-1c2b3a4d5e6f';
