import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import type { Directory } from '@signet/identity';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteDirectory } from '../src/index.ts';
import { TEST_KEY_VAULT } from './_backend.ts';
import * as samples from './_samples.ts';

let folder: string;
let directory: Directory;
let thread: Worker;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signet-sqlite-'));
  const started = once(process, 'worker');
  directory = await openSqliteDirectory({
    path: join(folder, 'directory.sqlite'),
    keyVault: TEST_KEY_VAULT,
  });
  [thread] = await started;
});
afterEach(async () => {
  await directory[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test('when the thread that writes stops, what it had not committed fails, and the next write begins another', async () => {
  const [lost, kept] = [samples.tenant(), samples.tenant()];
  const written = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  const work = directory.transaction(async (transaction) => {
    await transaction.tenants.add(lost);
    written.resolve();
    await stopped.promise;
    await transaction.tenants.add(samples.tenant());
  });
  await written.promise;
  await thread.terminate();
  stopped.resolve();
  await expect(work).rejects.toThrow();
  await directory.tenants.add(kept);
  expect(await directory.tenants.list()).toEqual([kept]);
});

test('a write that the thread did not answer fails as unavailable', async () => {
  // Another process has the lock, so that the thread ends before it can commit.
  using other = new DatabaseSync(join(folder, 'directory.sqlite'));
  other.exec('begin immediate');
  const write = directory.tenants.add(samples.tenant());
  const failed = expect(write).rejects.toMatchObject({ code: 'unavailable' });
  await Promise.all([thread.terminate(), failed]);
});

test('a value that no message can carry fails its write and holds up no other', async () => {
  const value = (() => '{}') as unknown as string;
  const state = { kind: 'code', id: 'a', value, expiresAt: samples.NOW };
  await expect(directory.oneTimeStates.add(state)).rejects.toThrow();
  const tenant = samples.tenant();
  await directory.tenants.add(tenant);
  expect(await directory.tenants.find(tenant.id)).toEqual(tenant);
});

test('the thread ends with the directory', async () => {
  const ended = once(thread, 'exit');
  await directory[Symbol.asyncDispose]();
  await ended;
  directory = await openSqliteDirectory({
    path: join(folder, 'directory.sqlite'),
    keyVault: TEST_KEY_VAULT,
  });
});
