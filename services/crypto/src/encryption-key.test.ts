import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadOrCreateEncryptionKey } from './encryption-key.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signet-key-'));
  file = join(folder, 'data', 'encryption.key');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('makes a key for its owner only and finds it again', async () => {
  const key = await loadOrCreateEncryptionKey({ file });
  expect(key).toHaveLength(32);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8').trim()).toBe(Buffer.from(key).toString('base64'));
  expect(await loadOrCreateEncryptionKey({ file })).toEqual(key);
});

test('gives one key to all who start at once and leaves nothing beside it', async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, () => loadOrCreateEncryptionKey({ file })));
  expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
  expect(readdirSync(join(folder, 'data'))).toEqual(['encryption.key']);
});

test('prefers the value and makes no file then', async () => {
  const value = randomBytes(32);
  const key = await loadOrCreateEncryptionKey({ value: `${value.toString('base64')}\n`, file });
  expect(Buffer.from(key)).toEqual(value);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  '',
  'secret',
  'A'.repeat(43),
  randomBytes(31).toString('base64'),
  randomBytes(32).toString('hex'),
])('refuses «%s» as a key', async (value) => {
  await expect(loadOrCreateEncryptionKey({ value, file })).rejects.toMatchObject({
    code: 'key-malformed',
    message: expect.stringContaining('environment'),
  });
  mkdirSync(join(folder, 'data'));
  writeFileSync(file, value);
  await expect(loadOrCreateEncryptionKey({ file })).rejects.toMatchObject({
    code: 'key-malformed',
    message: expect.stringContaining(file),
  });
  // What may be somebody's only copy is never overwritten.
  expect(readFileSync(file, 'utf8')).toBe(value);
});

test('says that the file can be neither read nor made', async () => {
  mkdirSync(file, { recursive: true });
  await expect(loadOrCreateEncryptionKey({ file })).rejects.toMatchObject({ code: 'key-unreadable' });
  const impossible = join(folder, 'file', 'encryption.key');
  writeFileSync(join(folder, 'file'), '');
  await expect(loadOrCreateEncryptionKey({ file: impossible })).rejects.toMatchObject({
    code: 'key-unreadable',
  });
});
