import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqliteDirectory } from '../src/index.ts';
import { TEST_KEY_VAULT } from './_backend.ts';

const folder = mkdtempSync(join(tmpdir(), 'signet-rows-'));
let database: DatabaseSync;

beforeAll(async () => {
  const path = join(folder, 'signet.sqlite');
  // For its tables.
  await using _directory = await openSqliteDirectory({ path, keyVault: TEST_KEY_VAULT });
  database = new DatabaseSync(path);
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

test('whatever names a user goes with the user, is removed by name, or is a log', () => {
  const left = tables().filter(
    (table) =>
      columns(table).includes('user_id') &&
      !foreignKeys(table).some(({ from, on_delete }) => from === 'user_id' && on_delete === 'CASCADE'),
  );
  expect(left).toEqual(['partner_session', 'sign_in', 'user_password']);
});

function tables(): readonly string[] {
  const rows = database.prepare("select name from sqlite_master where type = 'table' order by name").all();
  return rows.map(({ name }) => String(name));
}

function columns(table: string): readonly string[] {
  return database
    .prepare(`pragma table_info("${table}")`)
    .all()
    .map(({ name }) => String(name));
}

function foreignKeys(table: string) {
  return database.prepare(`pragma foreign_key_list("${table}")`).all();
}
