import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createRandom, createSystemClock } from '@signet/crypto';
import { createLabPki, type LabPki } from '@signet/lab';
import { findFreePort, openServices, parseConfig } from '@signet/server';
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

let pki: LabPki;
let folder: string;

beforeAll(async () => {
  pki = await createLabPki({ clock: createSystemClock(), random: createRandom(), keyAlgorithm: 'p-256' });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signet-start-'));
  await writeFile(join(folder, 'tls.pem'), pki.tls.chainPem);
  await writeFile(join(folder, 'tls.key'), pki.tls.privateKeyPem);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('signet start', () => {
  it.each(['loginPort', 'certificatePort'] as const)('says which port is taken: %s', async (setting) => {
    const { server, port } = await occupyPort();
    onTestFinished(() => void server.close());
    const outcome = await start({ [setting]: port });
    expectOneSentence(outcome, EXIT_FAILED, `Port ${port} is taken by another program`);
  });

  it('says that the database cannot be opened for writing', async () => {
    await writeFile(join(folder, 'a-file'), '');
    const outcome = await start({ database: 'sqlite:a-file/signet.sqlite' });
    expectOneSentence(outcome, EXIT_FAILED, join(folder, 'a-file', 'signet.sqlite'));
  });

  it('says that the encryption key cannot be made', async () => {
    await writeFile(join(folder, 'a-file'), '');
    const outcome = await start({ encryptionKey: { file: 'a-file/encryption.key' } });
    expectOneSentence(outcome, EXIT_FAILED, join(folder, 'a-file', 'encryption.key'));
  });

  it('says that the database is no database', async () => {
    await writeFile(join(folder, 'signet.sqlite'), randomBytes(8192));
    expectOneSentence(await start(), EXIT_FAILED, 'is damaged or is not a SQLite database');
  });

  it('says that the database is damaged in its middle', async () => {
    await makeDatabase();
    const file = join(folder, 'signet.sqlite');
    await damage(file);
    expectOneSentence(await start(), EXIT_FAILED, 'is damaged');
  });

  it('says that the encryption key is not the one of the database', async () => {
    await makeDatabase();
    await writeFile(join(folder, 'encryption.key'), `${randomBytes(32).toString('base64')}\n`);
    expectOneSentence(await start(), EXIT_FAILED, 'encryption key');
  });

  it('says that the encryption key is no key', async () => {
    await writeFile(join(folder, 'encryption.key'), 'swordfish\n');
    expectOneSentence(await start(), EXIT_FAILED, 'is not base64 of 32 bytes');
  });

  it('says which TLS file is missing', async () => {
    await rm(join(folder, 'tls.key'));
    expectOneSentence(await start(), EXIT_USAGE, `tls.keyFile: the file ${join(folder, 'tls.key')}`);
  });

  it('says that the TLS key belongs to another certificate', async () => {
    const other = await createLabPki({
      clock: createSystemClock(),
      random: createRandom(),
      keyAlgorithm: 'p-256',
    });
    await writeFile(join(folder, 'tls.key'), other.tls.privateKeyPem);
    expectOneSentence(await start(), EXIT_FAILED, 'do not belong together');
  });

  it('says which setting of the configuration is wrong', async () => {
    expectOneSentence(await start({ database: 'mysql://localhost' }), EXIT_USAGE, 'database: must be');
  });

  it.each([
    { without: 'a proof', behindProxy: {}, part: 'needs proxyCertificatesFile or proxySecretFile' },
    {
      without: 'two origins',
      behindProxy: { certificateOrigin: 'https://login.example', proxySecretFile: 'secret' },
      part: 'loginOrigin and certificateOrigin must differ',
    },
    { without: 'its file', behindProxy: { proxySecretFile: 'absent' }, part: 'proxySecretFile: the file' },
    {
      without: 'a long secret',
      behindProxy: { proxySecretFile: 'short' },
      part: 'The secret of the proxy is shorter',
      exitCode: EXIT_FAILED,
    },
    {
      without: 'a certificate',
      behindProxy: { proxyCertificatesFile: 'short' },
      part: 'no PEM certificate of the proxy',
      exitCode: EXIT_FAILED,
    },
  ])(
    'says that a proxy without $without proves nothing',
    async ({ behindProxy, part, exitCode = EXIT_USAGE }) => {
      await writeFile(join(folder, 'short'), 'short\n');
      const outcome = await start({ listen: { behindProxy: { ...PROXY, ...behindProxy } } });
      expectOneSentence(outcome, exitCode, part);
    },
  );

  it('says that the configuration is not JSON', async () => {
    const file = join(folder, 'signet.json');
    await writeFile(file, '{ "database": ');
    expectOneSentence(await run(['start', '--config', file]), EXIT_USAGE, file);
  });

  it('says that there is nothing in the data folder yet', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    expectOneSentence(await run(['--data', empty, 'start']), EXIT_USAGE, `There is no Signet in ${empty}`);
  });
});

it('signet start --demo says that the data folder cannot be written', async () => {
  await writeFile(join(folder, 'a-file'), '');
  const data = join(folder, 'a-file', 'data');
  // A demo may be running here.
  const ports = await Promise.all(Array.from({ length: 5 }, findFreePort));
  const outcome = await run(['--data', data, 'start', '--demo', '--ports', ports.join(',')]);
  expectOneSentence(outcome, EXIT_FAILED, `The data folder ${data} cannot be written`);
});

it('signet start --demo leaves no folder behind when a port is taken', async () => {
  const { server, port } = await occupyPort();
  onTestFinished(() => void server.close());
  const ports = [await findFreePort(), await findFreePort(), await findFreePort(), port].join(',');
  const data = join(folder, 'data');
  const outcome = await run(['--data', data, 'start', '--demo', '--ports', ports]);
  expectOneSentence(outcome, EXIT_FAILED, `Port ${port} is taken by another program: stop it, or choose`);
  expect(existsSync(data)).toBe(false);
});

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One line that begins with the program's name, ends as a sentence, and shows no stack. */
function expectOneSentence({ exitCode, stdout, stderr }: Outcome, expected: number, part: string): void {
  expect(stderr).toMatch(/^signet: [^\n]+[.»]\n$/);
  expect(stderr).toContain(part);
  expect(stdout).toBe('');
  expect(exitCode).toBe(expected);
}

const PROXY = {
  loginPort: 0,
  certificatePort: 0,
  loginOrigin: 'https://login.example',
  certificateOrigin: 'https://certauth.login.example',
  certificateHeader: 'nginx',
};

interface Changes {
  readonly listen?: object;
  readonly loginPort?: number;
  readonly certificatePort?: number;
  readonly database?: string;
  readonly encryptionKey?: { readonly file: string };
}

async function start(changes: Changes = {}): Promise<Outcome> {
  const file = join(folder, 'signet.json');
  await writeFile(file, JSON.stringify(await configure(changes)));
  return await run(['start', '--config', file]);
}

async function configure({ loginPort, certificatePort, ...changes }: Changes): Promise<object> {
  return {
    database: 'sqlite:signet.sqlite',
    encryptionKey: { file: 'encryption.key' },
    tls: { certFile: 'tls.pem', keyFile: 'tls.key' },
    listen: {
      address: '127.0.0.1',
      twoPorts: {
        hostname: 'localhost',
        loginPort: loginPort ?? (await findFreePort()),
        certificatePort: certificatePort ?? (await findFreePort()),
      },
    },
    log: { level: 'silent' },
    ...changes,
  };
}

/** A start that does not fail would not end by itself: the test's own time limit ends it. */
async function run(args: readonly string[]): Promise<Outcome> {
  const binary = fileURLToPath(new URL('../apps/cli/bin/signet.mjs', import.meta.url));
  const child = spawn(process.execPath, [binary, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { exitCode, stdout, stderr };
}

/** What a first start leaves behind. */
async function makeDatabase(): Promise<void> {
  const config = parseConfig(await configure({}));
  await using services = await openServices({
    ...config,
    database: `sqlite:${join(folder, 'signet.sqlite')}`,
    encryptionKey: { file: join(folder, 'encryption.key') },
  });
  await services.tokenKeys.current(services.clock.now());
}

/** Every page but the first, which says what the file is. */
async function damage(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes.fill(0xa5, 4096);
  await writeFile(file, bytes);
}

async function occupyPort(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}
