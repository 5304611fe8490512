import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrateDirectory, openSqliteDirectory } from '../src/index.ts';
import { MIGRATIONS } from '../src/migrations/index.ts';
import { TEST_KEY_VAULT } from './_backend.ts';
import * as samples from './_samples.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signet-sqlite-'));
  path = join(folder, 'data', 'directory.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openSqliteDirectory({ path, keyVault: TEST_KEY_VAULT });

test('every write that was promised is there after kill -9, from two processes at once', async () => {
  const promised = (await Promise.all([writeUntilKilled(300), writeUntilKilled(300)])).flat();
  expect(promised.length).toBeGreaterThanOrEqual(600);
  await using directory = await open();
  for (const id of promised) expect(await directory.oneTimeStates.find('code', id, samples.NOW)).toBe('{}');
});

async function writeUntilKilled(writes: number): Promise<readonly string[]> {
  const script = fileURLToPath(new URL('./_sqlite-writer.ts', import.meta.url));
  const writer = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(writer, 'exit');
  const ids: string[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    ids.push(line);
    if (ids.length === writes) writer.kill('SIGKILL');
  }
  await exited;
  // The last line may have been cut short by the kill.
  return ids.slice(0, Math.max(writes, ids.length - 1));
}

test('writes of one moment share a transaction, those after it do not', async () => {
  await using directory = await open();
  const commits = await countCommits(async () => {
    await Promise.all(Array.from({ length: 40 }, () => directory.tenants.add(samples.tenant())));
  });
  expect(commits).toBe(1);
  const separate = await countCommits(async () => {
    for (let count = 0; count < 3; count += 1) await directory.tenants.add(samples.tenant());
  });
  expect(separate).toBe(3);
});

async function countCommits(work: () => Promise<void>): Promise<number> {
  const frames = walCommits();
  await work();
  return walCommits() - frames;
}

/** Frames of the write-ahead log that end a transaction: their header says the database's size in pages. */
function walCommits(): number {
  const wal = readFileSync(`${path}-wal`);
  const pageSize = wal.readUInt32BE(8);
  let commits = 0;
  for (let offset = 32; offset + 24 <= wal.length; offset += 24 + pageSize) {
    if (wal.readUInt32BE(offset + 4) !== 0) commits += 1;
  }
  return commits;
}

test('no private key can be found in the files, only its certificate', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = samples.signingKey({
    privateKey: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
  });
  {
    await using directory = await open();
    await directory.signingKeys.add(key);
    expect(filesContain(key.certificate)).toBe(true);
    // A secret part from the middle: the start of a PKCS #8 file is the same for all keys.
    expect(filesContain(key.privateKey.subarray(400, 432))).toBe(false);
  }
  expect(filesContain(key.certificate)).toBe(true);
  expect(filesContain(key.privateKey.subarray(400, 432))).toBe(false);
  await using again = await open();
  expect((await again.signingKeys.list('token-signing'))[0]).toEqual(key);
});

test('a sealed private key that was moved to another row does not open', async () => {
  await using directory = await open();
  const [own, foreign] = [samples.signingKey(), samples.signingKey({ createdAt: samples.NOW - 1 })];
  await directory.signingKeys.add(own);
  await directory.signingKeys.add(foreign);
  const database = new DatabaseSync(path);
  database
    .prepare(
      'update signing_key set sealed_private_key = (select sealed_private_key from signing_key where id = ?)',
    )
    .run(foreign.id);
  database.close();
  await expect(directory.signingKeys.list('token-signing')).rejects.toMatchObject({
    code: 'sealed-malformed',
  });
});

test('the database files are for their owner only', async () => {
  await using directory = await open();
  await directory.tenants.add(samples.tenant());
  for (const name of readdirSync(join(folder, 'data'))) {
    expect(statSync(join(folder, 'data', name)).mode & 0o777).toBe(0o600);
  }
});

test('migrates once when several open together, and not again', async () => {
  const ran = await Promise.all(Array.from({ length: 4 }, () => migrateDirectory(`sqlite:${path}`)));
  expect(ran.filter((names) => names.length > 0)).toEqual([MIGRATIONS.map(({ name }) => name)]);
  expect(await migrateDirectory(`sqlite://${path}`)).toEqual([]);
});

function filesContain(part: Uint8Array): boolean {
  const files = readdirSync(join(folder, 'data')).map((name) => readFileSync(join(folder, 'data', name)));
  return files.some((file) => file.includes(part));
}
