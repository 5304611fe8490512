import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FOLDER_HIERARCHY, type MailFolderId, type UserId } from '@signet/identity';
import { afterAll, expect, test } from 'vitest';
import { openSqliteDirectory } from '../src/index.ts';
import { MIGRATIONS } from '../src/migrations/index.ts';
import { SQLITE_WORDS } from '../src/migrations/migration.ts';
import { TEST_KEY_VAULT } from './_backend.ts';

const folder = mkdtempSync(join(tmpdir(), 'signet-mail-migration-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a mailbox of before knows its size and its tombstones, and its phones begin anew', async () => {
  const path = join(folder, 'signet.sqlite');
  writeEarlierDatabase(path);
  await using directory = await openSqliteDirectory({ path, keyVault: TEST_KEY_VAULT });
  const userId = 'u' as UserId;
  const { mailboxes, mailDevices } = directory;
  const folders = await mailboxes.listFolders(userId);
  expect(folders.map(({ id, modseq, sizeBytes }) => [id, modseq, sizeBytes])).toEqual([
    ['inbox', 3, 30],
    ['bin', 0, 0],
  ]);
  expect(await mailboxes.listChanges(userId, 'inbox' as MailFolderId, 2, 10)).toMatchObject({
    removed: [{ id: 'gone', receivedAt: undefined }],
  });
  expect(await mailDevices.find(userId, 'phone')).toMatchObject({
    policyKey: '7',
    policyRevision: undefined,
  });
  expect(await mailDevices.findSyncStates(userId, 'phone', 'inbox')).toBeUndefined();
  expect(await mailDevices.findSyncStates(userId, 'phone', FOLDER_HIERARCHY)).toBeDefined();
});

/** As the version before this migration left it: two messages of 10 and 20 bytes, one removed, one phone. */
function writeEarlierDatabase(path: string): void {
  const database = new DatabaseSync(path);
  database.exec('pragma foreign_keys = off');
  database.exec(
    'create table signet_migration (number integer primary key, name text, applied_at integer) strict',
  );
  for (const { number, name, statements } of MIGRATIONS.slice(0, 3)) {
    for (const statement of statements(SQLITE_WORDS)) database.exec(statement);
    database.prepare('insert into signet_migration values (?, ?, 0)').run(number, name);
  }
  const message = `'u', 'inbox', 'c', 5, %, '', '', '', null, '', 0, 0, 'none'`;
  database.exec(`
    insert into mail_folder values ('inbox', 'u', 'inbox', 'Inbox', 3), ('bin', 'u', 'deleted-items', 'Bin', 0);
    insert into mail_message values ('one', ${message.replace('%', '10')}, 1, 1);
    insert into mail_message values ('two', ${message.replace('%', '20')}, 2, 2);
    insert into mail_tombstone values ('inbox', 'gone', 1, 3);
    insert into mail_device values ('u', 'phone', 'x', null, '14.1', null, '7', null, null, '{}', 'allowed', 0, 0);
    insert into mail_sync_state values ('u', 'phone', 'inbox', 'k', '{"items":{}}', null, null);
    insert into mail_sync_state values ('u', 'phone', '0', 'k', '{}', null, null);`);
  database.close();
}
