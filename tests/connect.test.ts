import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { findFreePort } from '@signet/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asPage, confirmDevice, typeUserCode } from './_device.ts';
import { type CommandResult, runSignetShared, startSignet } from './_signet.ts';
import { startWorld, type World } from './_world.ts';

const { admin, alice, bob } = DEMO_PEOPLE;

let world: World;
let folder: string;

beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), 'signet-connect-'));
  await writeFile(join(folder, 'root.pem'), world.pki.root.certificatePem);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('signet connect', () => {
  it.each([
    ['federated', alice],
    ['managed', DEMO_PEOPLE.dora],
  ] as const)('--device-code connects a %s user who confirms in another browser', async (kind, person) => {
    const { exitCode, stdout } = await connectByDeviceCode(kind, person);
    expect(stdout.trim()).toBe(
      `Welcome, ${person.userPrincipalName}. You are connected to ${world.server.origins.login}.`,
    );
    expect(exitCode).toBe(0);
    expect((await stat(join(folder, kind, 'connection.json'))).mode & 0o777).toBe(0o600);
  });

  it('--browser prints the address to open, and takes the code at a port of this machine', async () => {
    const running = startSignet(connectArgs('browser', '--browser', '--json'), folder);
    const url = await running.said(/(https:\S+)/);
    expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
    const browser = world.openBrowser(await world.issueFor(admin));
    const page = asPage(await browser.visit(url, { userName: admin.userPrincipalName }));
    expect(page.text).toContain('Go back to the command line');
    const { exitCode, stdout } = await running.ended;
    expect(JSON.parse(stdout)).toMatchObject({
      userPrincipalName: admin.userPrincipalName,
      tenantId: CONTOSO_TENANT_ID,
      url: world.server.origins.login,
    });
    expect(exitCode).toBe(0);
  });

  it('trusts the root of the demo in the data folder without being told', async () => {
    const ca = join(folder, 'demo', 'lab', 'ca');
    await mkdir(ca, { recursive: true });
    await writeFile(join(ca, 'root.pem'), world.pki.root.certificatePem);
    const args = ['--data', 'demo', 'connect', '--url', world.server.origins.login, '--device-code'];
    const running = startSignet(args, folder);
    const browser = world.openBrowser(await world.issueFor(bob));
    await confirmDevice(world, browser, await running.said(USER_CODE), bob);
    expect((await running.ended).exitCode).toBe(0);
  });

  it('says so when the person declines, and leaves no connection', async () => {
    const running = startSignet(connectArgs('declined', '--device-code'), folder);
    const browser = world.openBrowser();
    const page = await typeUserCode(world, browser, await running.said(USER_CODE));
    await browser.submit(page, { button: 'Cancel' });
    const { exitCode, stderr } = await running.ended;
    expect(stderr).toContain('signet: The sign-in was declined.');
    expect(exitCode).toBe(4);
    expect(await signet('declined', 'disconnect')).toMatchObject({ exitCode: 2 });
  });

  it('names --ca when the certificate of the server is not trusted', async () => {
    const url = world.server.origins.login;
    const { exitCode, stderr } = await runSignetShared(
      ['--data', 'untrusted', 'connect', '--url', url],
      folder,
    );
    expect(stderr).toContain('give the CA’s certificate with --ca');
    expect(exitCode).toBe(1);
  });

  it('asks whether the server runs when nobody answers', async () => {
    const url = `https://localhost:${await findFreePort()}`;
    const args = ['--data', 'nobody', 'connect', '--url', url];
    const { exitCode, stderr } = await runSignetShared(args, folder);
    expect(stderr).toContain(`${url} cannot be reached (ECONNREFUSED)`);
    expect(exitCode).toBe(1);
  });

  it('says what is wrong with a port that speaks HTTP without TLS, or hangs up', async () => {
    await using web = await listen(createHttpServer((_request, response) => response.end('hello')));
    await using silent = await listen(createTcpServer((socket) => socket.destroy()));
    for (const [url, remedy] of [
      [`https://localhost:${web.port}`, 'does not speak TLS'],
      [`https://localhost:${silent.port}`, 'something listens there, but no token service'],
    ] as const) {
      const args = ['--data', 'wrong', 'connect', '--url', url];
      const { exitCode, stderr } = await runSignetShared(args, folder);
      expect(stderr, url).toContain(remedy);
      expect(stderr, url).toContain('give the address where people sign in with --url');
      expect(exitCode, url).toBe(1);
    }
  });

  it('knows no tenant that the service does not know', async () => {
    const { exitCode, stderr } = await runSignetShared(
      connectArgs('nowhere', '--tenant', 'woodgrove.example'),
      folder,
    );
    expect(stderr).toContain('knows no tenant woodgrove.example');
    expect(exitCode).toBe(3);
  });

  it('says so when what answers there is no token service', async () => {
    const { certificate: url } = world.server.origins;
    const args = ['--data', 'elsewhere', 'connect', '--ca', 'root.pem', '--url', url];
    const { exitCode, stderr } = await runSignetShared(args, folder);
    expect(stderr).toContain(`${url} answers, but not as a token service with Graph (status 404)`);
    expect(exitCode).toBe(1);
  });

  it('finds the server of the data folder without --url', async () => {
    const { login } = world.server.origins;
    await mkdir(join(folder, 'own'));
    await writeFile(join(folder, 'own', 'signet.json'), JSON.stringify(world.config));
    const args = ['--data', 'own', 'connect', '--ca', 'root.pem', '--tenant', 'woodgrove.example'];
    const { exitCode, stderr } = await runSignetShared(args, folder);
    expect(stderr).toContain(`${login} knows no tenant woodgrove.example`);
    expect(exitCode).toBe(3);
  });

  it('says which application cannot ask for a code', async () => {
    const { exitCode, stderr } = await runSignetShared(
      connectArgs('application', '--device-code', '--client-id', 'c0270500-0000-4000-8000-0000000000ff'),
      folder,
    );
    expect(stderr).toContain('gives this application no code: check --client-id');
    expect(stderr).not.toContain('undefined');
    expect(exitCode).toBe(4);
  });

  it.each(['http://localhost:8443', 'https://localhost:8443/tenant', 'localhost'])(
    'refuses the address %s',
    async (url) => {
      const { exitCode, stderr } = await runSignetShared(['connect', '--url', url], folder);
      expect(stderr).toContain('Give the address of the token service');
      expect(exitCode).toBe(2);
    },
  );
});

describe('signet disconnect', () => {
  it('forgets the tokens', async () => {
    await connectByDeviceCode('forgotten', alice);
    expect((await signet('forgotten', 'disconnect')).stdout).toContain('is forgotten');
    const { exitCode, stderr } = await signet('forgotten', 'whoami');
    expect(stderr).toContain('You are not connected: run «signet connect» first.');
    expect(exitCode).toBe(2);
  });
});

it('a damaged connection is told, not guessed at', async () => {
  await mkdir(join(folder, 'damaged'));
  for (const text of ['{', '{}', '[]']) {
    await writeFile(join(folder, 'damaged', 'connection.json'), text);
    const { exitCode, stderr } = await signet('damaged', 'whoami');
    expect(stderr).toContain('is damaged: run «signet connect» again');
    expect(exitCode).toBe(2);
  }
});

it('a connection to a server that has stopped asks whether it runs', async () => {
  await connectByDeviceCode('stopped', alice);
  const file = join(folder, 'stopped', 'connection.json');
  const { login } = world.server.origins;
  const nobody = `https://localhost:${await findFreePort()}`;
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(login, nobody));
  const { exitCode, stderr } = await signet('stopped', 'whoami');
  expect(stderr).toContain(`${nobody} cannot be reached; is the server running there?`);
  expect(exitCode).toBe(1);
});

it('a connection ends with the certificate that it was made with', async () => {
  const certificate = await world.issueFor(admin);
  await connectByDeviceCode('revoked', admin, certificate);
  await expireAccessTokens('revoked');
  expect(await signet('revoked', 'whoami')).toMatchObject({ exitCode: 0 });
  await world.revoke(certificate);
  await expireAccessTokens('revoked');
  const { exitCode, stderr } = await signet('revoked', 'whoami');
  expect(stderr).toContain('The token service refused: AADSTS500171');
  expect(exitCode).toBe(4);
});

const USER_CODE = /enter the code ([A-Z]{4}-[A-Z]{4})/;

function connectArgs(data: string, ...more: readonly string[]): readonly string[] {
  return ['--data', data, 'connect', '--url', world.server.origins.login, '--ca', 'root.pem', ...more];
}

async function connectByDeviceCode(
  data: string,
  person: DemoPerson,
  certificate?: Awaited<ReturnType<World['issueFor']>>,
): Promise<CommandResult> {
  const running = startSignet(connectArgs(data, '--device-code'), folder);
  const browser = world.openBrowser(certificate ?? (await world.issueFor(person)));
  await confirmDevice(world, browser, await running.said(USER_CODE), person);
  return await running.ended;
}

function signet(data: string, ...args: readonly string[]): Promise<CommandResult> {
  return runSignetShared(['--data', data, ...args], folder);
}

/** As after an hour: what the cache holds of access tokens is too old, and the refresh token has to do. */
async function expireAccessTokens(data: string): Promise<void> {
  const file = join(folder, data, 'connection.json');
  const connection = JSON.parse(await readFile(file, 'utf8')) as { tokenCache: string };
  const cache = JSON.parse(connection.tokenCache) as { AccessToken: Record<string, Record<string, string>> };
  for (const token of Object.values(cache.AccessToken)) token['expires_on'] = '1';
  await writeFile(file, JSON.stringify({ ...connection, tokenCache: JSON.stringify(cache) }));
}

async function listen(server: Server): Promise<AsyncDisposable & { readonly port: number }> {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
