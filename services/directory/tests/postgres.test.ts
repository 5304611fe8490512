import { DirectoryError } from '@signet/identity';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { migrateDirectory, openDirectory, openPostgresDirectory } from '../src/index.ts';
import { MIGRATIONS } from '../src/migrations/index.ts';
import { TEST_KEY_VAULT } from './_backend.ts';
import { describeDirectory } from './_describe-directory.ts';
import { findPostgres, type PostgresServer, query, startPostgres } from './_postgres.ts';
import * as samples from './_samples.ts';

const bin = findPostgres();
if (bin === undefined) console.log('PostgreSQL is not installed: the directory is not tested on it.');

describe.skipIf(bin === undefined)('PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(bin!);
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  describeDirectory('PostgreSQL', () => ({
    async create() {
      const connectionString = await server.createDatabase();
      return {
        open: (keyVault = TEST_KEY_VAULT) =>
          openPostgresDirectory({ connectionString, keyVault, maxConnections: 4 }),
        async countRows(table) {
          const [row] = await query(connectionString, `select count(*) as count from ${table}`);
          return Number(row?.['count']);
        },
        async [Symbol.asyncDispose]() {},
      };
    },
  }));

  test('marks no refresh token as rotated whose successor was not added, though its grant ends between the two', async () => {
    const connectionString = await server.createDatabase();
    await using directory = await openPostgresDirectory({ connectionString, keyVault: TEST_KEY_VAULT });
    const tenant = samples.tenant();
    const user = samples.user(tenant.id);
    const grant = samples.grant(user);
    const [token, successor] = [samples.refreshToken(grant.id), samples.refreshToken(grant.id)];
    await directory.tenants.add(tenant);
    await directory.users.add(user);
    await directory.grants.add(grant);
    await directory.grants.addRefreshToken(token);
    const other = new pg.Client({ connectionString });
    await other.connect();
    await other.query('begin');
    await other.query('select 1 from refresh_token where sha256 = $1 for update', [token.sha256]);
    const succeeding = directory.grants.succeedRefreshToken(token.sha256, successor);
    const waiting = 'select 1 from pg_locks where not granted';
    await vi.waitUntil(async () => (await query(connectionString, waiting)).length > 0, 30_000);
    await other.query('update "grant" set revoked_at = $1 where id = $2', [samples.NOW, grant.id]);
    await other.query('commit');
    await other.end();
    const succeeded = await succeeding;
    const { rotatedAt } = (await directory.grants.findRefreshToken(token.sha256))!;
    const isThere = (await directory.grants.findRefreshToken(successor.sha256)) !== undefined;
    expect({ isRotated: rotatedAt !== undefined, isThere }).toEqual({
      isRotated: succeeded,
      isThere: succeeded,
    });
  });

  test('migrates once when several processes start together', async () => {
    const url = await server.createDatabase();
    const ran = await Promise.all(Array.from({ length: 5 }, () => migrateDirectory(url)));
    expect(ran.filter((names) => names.length > 0)).toEqual([MIGRATIONS.map(({ name }) => name)]);
    expect(await query(url, 'select number, name from signet_migration order by number')).toEqual(
      MIGRATIONS.map(({ number, name }) => ({ number: String(number), name })),
    );
  });

  test('refuses a database that a newer version has written', async () => {
    const url = await server.createDatabase();
    await migrateDirectory(url);
    await query(url, `insert into signet_migration values (99, 'from-the-future', 0)`);
    await expect(openDirectory({ url, keyVault: TEST_KEY_VAULT })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('from-the-future'),
    });
  });

  test('says that a database does not exist', async () => {
    const url = (await server.createDatabase()).replace(/test_[0-9a-f]+/, 'nowhere');
    await expect(openDirectory({ url, keyVault: TEST_KEY_VAULT })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('does not exist'),
    });
  });

  test('says that the user may only read', async () => {
    const url = await server.createDatabase();
    await migrateDirectory(url);
    await query(
      url,
      `alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`,
    );
    await expect(openDirectory({ url, keyVault: TEST_KEY_VAULT })).rejects.toMatchObject({
      code: 'not-writable',
    });
  });

  test('is unavailable while the server is away, and back when it is back', async () => {
    const url = await server.createDatabase();
    await using directory = await openDirectory({ url, keyVault: TEST_KEY_VAULT });
    const tenant = samples.tenant();
    await directory.tenants.add(tenant);
    await server.crash();
    await expect(directory.tenants.list()).rejects.toMatchObject({ code: 'unavailable' });
    await server.start();
    expect(await directory.tenants.list()).toEqual([tenant]);
  });

  test('survives that the server goes in the middle of a transaction, and keeps nothing of it', async () => {
    const url = await server.createDatabase();
    await using directory = await openDirectory({ url, keyVault: TEST_KEY_VAULT });
    const tenant = samples.tenant();
    const work = directory.transaction(async (transaction) => {
      await transaction.tenants.add(tenant);
      await server.crash();
    });
    await expect(work).rejects.toMatchObject({ code: 'unavailable' });
    await server.start();
    expect(await directory.tenants.find(tenant.id)).toBeUndefined();
  });
});

test('says that PostgreSQL cannot be reached', async () => {
  const url = 'postgres://signet@localhost/signet?host=/nonexistent';
  await expect(openDirectory({ url, keyVault: TEST_KEY_VAULT })).rejects.toThrow(DirectoryError);
  await expect(openDirectory({ url, keyVault: TEST_KEY_VAULT })).rejects.toMatchObject({
    code: 'unavailable',
  });
});
