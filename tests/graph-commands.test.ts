import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, createSystemClock } from '@signet/crypto';
import { createLabPki, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSampleMatcher } from '../apps/cli/tests/_match.ts';
import { parseConsoleBlocks, splitWords } from '../apps/cli/tests/_script.ts';
import { confirmDevice } from './_device.ts';
import { type CommandResult, runSignet, runSignetShared, startSignet } from './_signet.ts';
import { startWorld, type World } from './_world.ts';

const GUIDE = new URL('../docs/guide/connect.md', import.meta.url);
const { admin, alice, bob, dora, emil } = DEMO_PEOPLE;

let world: World;
let folder: string;

beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), 'signet-graph-'));
  const ca = join(folder, 'data', 'lab', 'ca');
  await mkdir(ca, { recursive: true });
  await writeFile(join(ca, 'root.pem'), world.pki.root.certificatePem);
  await writeFile(join(folder, 'root.pem'), world.pki.root.certificatePem);
  await writeFile(join(folder, 'woodgrove.cer'), await createForeignRoot());
  await writeFile(join(folder, 'leaf.cer'), (await world.issueFor(alice)).certificate);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

it('the examples of docs/guide/connect.md print what the page shows', async () => {
  const steps = parseConsoleBlocks(readFileSync(GUIDE, 'utf8'));
  expect(steps.length).toBeGreaterThan(9);
  const matcher = createSampleMatcher();
  for (const { command, output, exitCode } of steps) {
    const line = matcher.fill(command);
    const actual = asOnThePage(await runLine(line));
    if (matcher.matches(output, actual.output) && actual.exitCode === exitCode) continue;
    expect(`$ ${line}\n${actual.output}\n? ${actual.exitCode}`).toBe(`$ ${line}\n${output}\n? ${exitCode}`);
  }
});

describe('below signet graph', () => {
  beforeAll(() => connect('admin', admin));

  it('organization shows the domains and how each signs in', async () => {
    const { stdout, exitCode } = await signet('graph', 'organization');
    expect(stdout).toContain('contoso.example, federated, the default');
    expect(stdout).toContain('fabrikam.example, managed');
    expect(exitCode).toBe(0);
  });

  it('ca list --json has the names and values of Graph', async () => {
    const listed = JSON.parse((await signet('graph', 'ca', 'list', '--json')).stdout) as unknown[];
    expect(listed).toHaveLength(2);
    expect(listed).toContainEqual({
      isRootAuthority: true,
      certificateRevocationListUrl: `${world.pki.publisherUrl}/crl/root.crl`,
      deltaCertificateRevocationListUrl: `${world.pki.publisherUrl}/crl/root-delta.crl`,
      certificate: Buffer.from(world.pki.root.certificate).toString('base64'),
      issuer: world.pki.root.subject,
      issuerSki: expect.stringMatching(/^[0-9A-F]{40}$/),
    });
  });

  it('ca commands leave every other authority, its id and its URLs as they were', async () => {
    const before = await world.findIssuingAuthority();
    const added = await signet('graph', 'ca', 'add', 'woodgrove.cer', '--json');
    expect(added.stderr).toContain('signet: warning: no CRL URL was given');
    const { issuerSki } = JSON.parse(added.stdout) as { issuerSki: string };
    await signet('graph', 'ca', 'update', issuerSki, '--intermediate');
    expect(await signet('graph', 'ca', 'add', 'woodgrove.cer')).toMatchObject({ exitCode: 4 });
    await signet('graph', 'ca', 'remove', issuerSki);
    expect(await world.findIssuingAuthority()).toEqual(before);
    expect(await listIssuers()).toEqual([world.pki.issuing.subject, world.pki.root.subject].sort());
  });

  it.each([
    [['add', 'leaf.cer'], 4, 'is not a certificate authority'],
    [['add', 'absent.cer'], 3, 'There is no file absent.cer'],
    [
      ['add', 'woodgrove.cer', '--delta-crl-url', 'http://localhost/d.crl'],
      2,
      'A delta CRL needs the CRL it adds to: give --crl-url as well.',
    ],
    [['add', 'woodgrove.cer', '--crl-url', 'file:///etc/passwd'], 2, 'Give a whole URL'],
    [['update', 'FFFF', '--root'], 3, 'No trusted certificate authority has an SKI'],
    [['update', 'FFFF'], 2, 'Nothing to change was given'],
    [['remove', 'FFFF'], 3, 'No trusted certificate authority has an SKI'],
  ])('ca %j ends with %d', async (args, exitCode, text) => {
    const result = await signet('graph', 'ca', ...args);
    expect(result.stderr).toContain(text);
    expect(result.exitCode).toBe(exitCode);
    expect(await listIssuers()).toHaveLength(2);
  });

  it('user set stores nothing for a past date and the present moment for one in the future', async () => {
    const past = await signet('graph', 'user', 'set', bob.userPrincipalName, ...validFrom('03/05/2021'));
    expect(past.stdout).toContain('Nothing was stored: 2021-03-05T00:00:00Z is not in the future');
    expect(await findValidFrom(bob)).toBeUndefined();
    const args = validFrom('2099-01-01');
    const future = await signet('graph', 'user', 'set', bob.userPrincipalName, ...args, '--json');
    const stored = await findValidFrom(bob);
    expect(stored).toBeLessThanOrEqual(Math.floor(Date.now() / 1000));
    expect(JSON.parse(future.stdout)).toEqual({
      userPrincipalName: bob.userPrincipalName,
      requested: '2099-01-01T00:00:00Z',
      stored: true,
      stsRefreshTokensValidFrom: new Date((stored ?? 0) * 1000).toISOString().replace('.000', ''),
    });
  });

  it('user revoke-sessions ends what the user was connected with', async () => {
    await connect('dora', dora);
    const revoked = await signet('graph', 'user', 'revoke-sessions', dora.userPrincipalName);
    expect(revoked.stdout).toContain(`The sessions of ${dora.userPrincipalName} are ended`);
    const { exitCode, stderr } = await runSignetShared(['--data', 'dora', 'whoami'], folder);
    expect(stderr).toContain('InvalidAuthenticationToken');
    expect(stderr).toContain('Run «signet connect» again.');
    expect(exitCode).toBe(4);
  });

  it('user show knows nobody of that name', async () => {
    const { exitCode, stderr } = await signet('graph', 'user', 'show', 'nobody@contoso.example');
    expect(stderr).toContain('Request_ResourceNotFound');
    expect(exitCode).toBe(3);
  });
});

it('somebody who is no administrator is refused, and nothing is changed', async () => {
  // The others' sessions were revoked above, so their certificates wait for a later CRL.
  await connect('emil', emil);
  for (const args of [
    ['ca', 'add', 'woodgrove.cer'],
    ['user', 'revoke-sessions', admin.userPrincipalName],
  ]) {
    const { exitCode, stderr } = await runSignetShared(['--data', 'emil', 'graph', ...args], folder);
    expect(stderr).toContain('Authorization_RequestDenied');
    expect(exitCode).toBe(4);
  }
  expect(await listIssuers()).toHaveLength(2);
  expect(await findValidFrom(admin)).toBeUndefined();
});

it('a connection with too few scopes is told which one is missing', async () => {
  await connect('few', admin, '--scopes', 'User.Read');
  const { exitCode, stderr } = await runSignetShared(['--data', 'few', 'graph', 'ca', 'list'], folder);
  expect(stderr).toContain('Organization.Read.All');
  expect(exitCode).toBe(4);
});

it.each([
  ['connect', 'Connect-MgGraph'],
  ['disconnect', 'Disconnect-MgGraph'],
  ['whoami', 'Get-MgContext'],
  ['graph organization', 'Get-MgOrganization'],
  ['graph ca list', 'Get-MgOrganizationCertificateBasedAuthConfiguration'],
  ['graph ca add', 'New-MgOrganizationCertificateBasedAuthConfiguration'],
  ['graph ca update', 'Set-AzureADTrustedCertificateAuthority'],
  ['graph ca remove', 'Remove-AzureADTrustedCertificateAuthority'],
  ['graph user show', 'Get-MsolUser'],
  ['graph user set', 'Set-MsolUser -StsRefreshTokensValidFrom'],
  ['graph user revoke-sessions', 'Revoke-MgUserSignInSession'],
])('signet %s --help names %s', async (command, cmdlet) => {
  const { stdout, exitCode } = await runSignetShared([...command.split(' '), '--help'], folder);
  expect(stdout).toContain(`Stands for ${cmdlet}`);
  expect(exitCode).toBe(0);
});

const USER_CODE = /enter the code ([A-Z]{4}-[A-Z]{4})/;

/** One line of the page, in the folder with the demo's root; whoever connects is the administrator. */
async function runLine(line: string): Promise<CommandResult> {
  const words = splitWords(line.replaceAll('http://localhost:8080', world.pki.publisherUrl)).slice(1);
  if (words[0] !== 'connect') return await runSignet(words, folder);
  return await driveConnection([...words, '--url', world.server.origins.login], admin);
}

function asOnThePage({ stdout, stderr, exitCode }: CommandResult): { output: string; exitCode: number } {
  const output = `${stderr}${stdout}`
    .replaceAll(world.pki.publisherUrl, 'http://localhost:8080')
    .replaceAll(world.server.origins.login, 'https://localhost:8443')
    .replace(USER_CODE, 'enter the code DVKX-HRTQ')
    .trim();
  return { output, exitCode };
}

async function connect(data: string, person: DemoPerson, ...more: readonly string[]): Promise<void> {
  const { login } = world.server.origins;
  const args = ['--data', data, 'connect', '--device-code', '--url', login, '--ca', 'root.pem', ...more];
  expect(await driveConnection(args, person)).toMatchObject({ exitCode: 0 });
}

async function driveConnection(args: readonly string[], person: DemoPerson): Promise<CommandResult> {
  const running = startSignet(args, folder);
  const browser = world.openBrowser(await world.issueFor(person));
  const page = await confirmDevice(world, browser, await running.said(USER_CODE), person);
  if (!page.text.includes('You are signed in')) running.stop();
  return await running.ended;
}

function signet(...args: readonly string[]): Promise<CommandResult> {
  return runSignetShared(['--data', 'admin', ...args], folder);
}

function validFrom(date: string): readonly string[] {
  return ['--sts-refresh-tokens-valid-from', date];
}

async function listIssuers(): Promise<readonly string[]> {
  const authorities = await world.server.services.directory.certificateAuthorities.listAll();
  return authorities.map(({ issuer }) => issuer).sort();
}

async function findValidFrom({ id }: DemoPerson): Promise<number | undefined> {
  return (await world.server.services.directory.users.find(id))?.stsRefreshTokensValidFrom;
}

async function createForeignRoot(): Promise<Uint8Array> {
  const services = { clock: createSystemClock(), random: createRandom() };
  const pki = await createLabPki({ ...services, keyAlgorithm: 'p-256', organisation: 'Woodgrove' });
  return pki.root.certificate;
}
