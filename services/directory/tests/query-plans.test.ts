import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { MailFolderId, MailPosition, UserId } from '@signet/identity';
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqliteDirectory } from '../src/index.ts';
import { createMailboxRepository } from '../src/sql/mailboxes.ts';
import type { Schema } from '../src/sql/schema.ts';
import { createUserRepository } from '../src/sql/users.ts';
import { TEST_KEY_VAULT } from './_backend.ts';

const folder = mkdtempSync(join(tmpdir(), 'signet-plans-'));
const path = join(folder, 'signet.sqlite');
const queries: string[] = [];
let database: DatabaseSync;
let sql: Kysely<Schema>;

beforeAll(async () => {
  // For its tables.
  await using _directory = await openSqliteDirectory({ path, keyVault: TEST_KEY_VAULT });
  database = new DatabaseSync(path);
  sql = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: asKyselyDatabase(database) }),
    log: ({ query }) => void queries.push(query.sql),
  });
});
afterAll(async () => {
  await sql.destroy();
  rmSync(folder, { recursive: true });
});

const userId = 'user' as UserId;
const folderId = 'folder' as MailFolderId;
const position: MailPosition = { receivedAt: 1, id: '' };

test('who has a name or an address in a domain is found by an index over what stands behind the @', async () => {
  queries.length = 0;
  await createUserRepository(sql).findInDomain('contoso.example');
  expect(plans()).toEqual([
    'SEARCH user USING INDEX user_of_domain (<expr>=?)',
    'SEARCH proxy_address USING INDEX proxy_address_of_domain (<expr>=?)',
    expect.stringContaining('SEARCH user USING INDEX'),
  ]);
});

test('what happened in a folder is found by its modseq, not by reading the folder', async () => {
  database.exec(
    `pragma foreign_keys = off; insert into mail_folder values ('folder', 'user', 'inbox', 'Inbox', 9, 0)`,
  );
  queries.length = 0;
  await createMailboxRepository(sql).listChanges(userId, folderId, 1, 100);
  expect(plans()).toEqual([
    expect.stringContaining('SEARCH mail_folder'),
    'SEARCH mail_tombstone USING INDEX mail_tombstone_changes (folder_id=? AND modseq>? AND modseq<?)',
    'SEARCH mail_message USING INDEX mail_message_changes (folder_id=? AND modseq>?)',
  ]);
});

test.each([
  ['newest-first', { from: position }, '(folder_id=? AND (received_at,id)>(?,?))'],
  ['oldest-first', { from: position }, '(folder_id=? AND (received_at,id)>(?,?))'],
  ['newest-first', { before: position }, '(folder_id=? AND (received_at,id)<(?,?))'],
] as const)(
  'a stretch of a folder is read in its order, %s, without sorting',
  async (order, range, search) => {
    queries.length = 0;
    await createMailboxRepository(sql).listVersions(userId, folderId, range, order, 10);
    expect(plans()).toEqual([`SEARCH mail_message USING INDEX mail_message_listing ${search}`]);
  },
);

/** One line for each step of each query since. */
function plans(): readonly string[] {
  return queries.flatMap((query) =>
    database
      .prepare(`explain query plan ${query}`)
      .all(...Array.from(query.matchAll(/\?/g), () => 0))
      .map(({ detail }) => String(detail)),
  );
}

function asKyselyDatabase(opened: DatabaseSync): SqliteDatabase {
  return {
    close: () => opened.close(),
    prepare: (text) => {
      const statement = opened.prepare(text);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
      };
    },
  };
}
