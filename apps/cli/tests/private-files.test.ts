import { chmod, lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ClientCertificate } from '@signet/lab';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeConfigFile } from '../src/change-config.ts';
import { writeConnection } from '../src/connection/connection-file.ts';
import { keepWebAppSecret, storePersonFiles } from '../src/demo/demo-files.ts';
import { locateInstallation, readInstalledConfig } from '../src/installation.ts';

// A data folder in which somebody else could lay files before: a shared one, or a copy of somebody's.

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-private-'));
});
afterEach(() => rm(folder, { recursive: true }));

const CONNECTION = {
  url: 'https://localhost:8443',
  tenant: 'common',
  clientId: 'x',
  graphUrl: 'https://localhost:8443',
  scopes: [],
  ca: null,
  homeAccountId: 'x',
  tokenCache: 'secret tokens',
};
const CERTIFICATE = {
  p12: new Uint8Array([1]),
  chainPem: 'pem',
  privateKeyPem: 'secret key',
  p12Password: 'secret word',
} as unknown as ClientCertificate;

it.each([
  ['connection.json', 'secret tokens', () => writeConnection({ data: folder }, CONNECTION)],
  [
    'signet.json',
    'secret url',
    () => writeConfigFile(join(folder, 'signet.json'), { database: 'secret url' }),
  ],
  [
    'people/alice.key',
    'secret key',
    () => storePersonFiles(locateInstallation({ data: folder }), 'alice', CERTIFICATE),
  ],
  [
    'people/alice.password',
    'secret word',
    () => storePersonFiles(locateInstallation({ data: folder }), 'alice', CERTIFICATE),
  ],
  [
    'lab/web-app.secret',
    'secret of the app',
    () => keepWebAppSecret(locateInstallation({ data: folder }), 'secret of the app'),
  ],
])('writes %s through no link and into no file that others may read', async (name, secret, write) => {
  const file = join(folder, name);
  const elsewhere = join(folder, 'elsewhere');
  await mkdir(dirname(file), { recursive: true });
  for (const lay of [
    () => symlink(elsewhere, file),
    () => writeFile(file, 'old', { mode: 0o666 }),
    // The names that a draft had.
    () => Promise.all(['new', process.pid].map((end) => symlink(elsewhere, `${file}.${end}`))),
  ]) {
    await rm(file, { force: true });
    await writeFile(elsewhere, 'of somebody else');
    await lay();
    await write();
    expect(await readFile(elsewhere, 'utf8')).toBe('of somebody else');
    expect(await readFile(file, 'utf8')).toContain(secret);
    expect((await lstat(file)).mode & 0o777).toBe(0o600);
  }
});

it('takes no orders of a configuration that everybody may write', async () => {
  const installation = locateInstallation({ data: folder });
  const config = {
    database: 'sqlite:signet.sqlite',
    encryptionKey: { file: 'encryption.key' },
    tls: { certFile: 'tls.pem', keyFile: 'tls.key' },
    listen: { twoPorts: { hostname: 'localhost', loginPort: 1, certificatePort: 2 } },
  };
  await writeConfigFile(installation.configFile, config);
  await readInstalledConfig(installation);
  await chmod(installation.configFile, 0o666);
  await expect(readInstalledConfig(installation)).rejects.toMatchObject({ exitCode: 4 });
});
