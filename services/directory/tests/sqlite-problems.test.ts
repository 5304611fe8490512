import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { DirectoryError } from '@signet/identity';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDirectory, openSqliteDirectory } from '../src/index.ts';
import { TEST_KEY_VAULT } from './_backend.ts';
import * as samples from './_samples.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signet-sqlite-'));
  path = join(folder, 'directory.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (lockTimeoutSeconds = 10) =>
  openSqliteDirectory({ path, keyVault: TEST_KEY_VAULT, lockTimeoutSeconds });

async function refusal(work: Promise<unknown>): Promise<DirectoryError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DirectoryError) return error;
  throw new Error('no DirectoryError', { cause: error });
}

test('a path that is a folder', async () => {
  mkdirSync(path);
  expect(await refusal(open())).toMatchObject({
    code: 'not-writable',
    message: expect.stringContaining('is a folder'),
  });
});

test('a folder that cannot be made', async () => {
  writeFileSync(path, '');
  path = join(path, 'directory.sqlite');
  expect(await refusal(open())).toMatchObject({
    code: 'not-writable',
    message: expect.stringContaining(path),
  });
});

test('a folder in which the user may not write, a file that the user may only read', async () => {
  const script = fileURLToPath(new URL('./_sqlite-open.ts', import.meta.url));
  const codeOf = (file: string) => execFileSync(process.execPath, [script, file]).toString().trim();
  chmodSync(folder, 0o555);
  expect(codeOf(path)).toBe('not-writable');
  chmodSync(folder, 0o777);
  expect(codeOf(path)).toBe('opened');
  rmSync(path);
  writeFileSync(path, '', { mode: 0o444 });
  expect(codeOf(path)).toBe('not-writable');
});

test('a file that is not a database', async () => {
  writeFileSync(path, 'hello, this is a letter and not a database\n'.repeat(100));
  expect(await refusal(open())).toMatchObject({
    code: 'corrupt',
    message: expect.stringContaining('backup'),
  });
});

test('a database whose pages were overwritten', async () => {
  {
    await using directory = await open();
    for (let count = 0; count < 100; count += 1) await directory.tenants.add(samples.tenant());
  }
  const database = new DatabaseSync(path);
  const { rootpage } = database.prepare(`select rootpage from sqlite_master where name = 'tenant'`).get()!;
  const { page_size } = database.prepare('pragma page_size').get()!;
  database.close();
  overwrite((Number(rootpage) - 1) * Number(page_size), Number(page_size));
  await using directory = await open();
  expect(await refusal(directory.tenants.list())).toMatchObject({ code: 'corrupt' });
  expect(await refusal(directory.tenants.add(samples.tenant()))).toMatchObject({ code: 'corrupt' });
  // The rest of the database still answers.
  expect(await directory.signingKeys.list('token-signing')).toEqual([]);
});

test('a database that was cut short', async () => {
  await (await open())[Symbol.asyncDispose]();
  truncateSync(path, 5000);
  expect(await refusal(open())).toMatchObject({ code: 'corrupt' });
});

test('a list that somebody edited by hand', async () => {
  const tenant = samples.tenant();
  const user = samples.user(tenant.id);
  await using directory = await open();
  await directory.tenants.add(tenant);
  await directory.users.add(user);
  for (const text of ['', '{}', '[1]', '["a"', 'null']) {
    change('update "user" set roles = ?', text);
    expect(await refusal(directory.users.find(user.id))).toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('user.roles'),
    });
  }
});

test('another program that keeps the write lock', async () => {
  await using directory = await open(0.05);
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  expect(await refusal(directory.tenants.add(samples.tenant()))).toMatchObject({ code: 'unavailable' });
  expect(await refusal(directory.transaction(async () => 1))).toMatchObject({ code: 'unavailable' });
  expect(await directory.tenants.list()).toEqual([]);
  // An up-to-date directory opens for reading all the same.
  await using second = await open(0.05);
  expect(await second.tenants.list()).toEqual([]);
  other.exec('rollback');
  other.close();
  await directory.tenants.add(samples.tenant());
  expect(await second.tenants.list()).toHaveLength(1);
});

test('another program that has the file for itself', async () => {
  const other = new DatabaseSync(path);
  other.exec('pragma locking_mode = exclusive; begin exclusive; create table t (a)');
  expect(await refusal(open(0.05))).toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('locked'),
  });
  other.close();
});

test('a database that a newer version has written', async () => {
  await (await open())[Symbol.asyncDispose]();
  change('insert into signet_migration values (99, ?, 0)', 'from-the-future');
  expect(await refusal(open())).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/newer version.*from-the-future/),
  });
});

test('a write past the transaction that is open, from inside it, is refused instead of waiting forever', async () => {
  await using directory = await open();
  const tenant = samples.tenant();
  await directory.tenants.add(tenant);
  const writes = [
    () => directory.tenants.add(samples.tenant()),
    () => directory.users.add(samples.user(tenant.id)),
  ];
  for (const write of writes) await expect(directory.transaction(write)).rejects.toThrow(TypeError);
  expect(await directory.transaction(() => directory.tenants.list())).toEqual([tenant]);
  for (const write of writes) await write();
});

test('a URL that names no kind of database', async () => {
  for (const url of ['', 'sqlite:', 'mysql://localhost/signet', path]) {
    await expect(openDirectory({ url, keyVault: TEST_KEY_VAULT })).rejects.toThrow(TypeError);
  }
});

function change(sql: string, text: string): void {
  const database = new DatabaseSync(path);
  database.prepare(sql).run(text);
  database.close();
}

function overwrite(offset: number, length: number): void {
  const file = readFileSync(path);
  file.fill(0xff, offset, offset + length);
  writeFileSync(path, file);
}
