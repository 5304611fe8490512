import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSerialNumberText } from '@signet/pki';
import { findFreePort } from '@signet/server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DemoPorts } from '../src/demo/demo-files.ts';
import { type DemoWorld, startDemoWorld } from '../src/demo/demo-world.ts';
import type { Finding } from '../src/doctor/types.ts';
import { locateInstallation } from '../src/installation.ts';
import { runInHost } from './_command-host.ts';

const NODE = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
const SIGNET = fileURLToPath(new URL('../bin/signet.mjs', import.meta.url));

let world: DemoWorld;
let data: string;
let ports: DemoPorts;
const undo: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'signet-doctor-'));
  const [login, certificate, crls, webApp] = await Promise.all([0, 0, 0, 0].map(findFreePort));
  ports = { login: login!, certificate: certificate!, publisher: crls!, webApp: webApp! };
  world = await startDemoWorld(locateInstallation({ data }), ports);
});

afterEach(async () => {
  while (undo.length > 0) await undo.pop()?.();
});

afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await rm(data, { recursive: true, force: true });
});

it('finds nothing wrong with the demo', async () => {
  const { exitCode, findings } = await runDoctor();
  expect(failuresOf(findings)).toEqual([]);
  expect(exitCode).toBe(0);
  const passed = findings.filter(({ result }) => result === 'pass').map(({ check }) => check);
  expect(new Set(passed)).toEqual(new Set(EVERY_CHECK));
  expect(passed.filter((check) => check === 'crl-base' || check === 'crl-delta')).toHaveLength(4);
});

it('prints a line for each check to people', async () => {
  const { output } = await signetAlone({}, 'doctor');
  expect(output).toMatch(/^✓ Database and encryption key: SQLite answers, 1 tenant, /);
  expect(output).toContain(
    '✓ Test sign-in with a certificate: alice@contoso.example got an authorization code',
  );
});

it('docs/guide/doctor.md shows the lines that the demo has', async () => {
  const page = await readFile(new URL('../../../docs/guide/doctor.md', import.meta.url), 'utf8');
  const nameOf = (line: string): string =>
    line
      .slice(2)
      .replace(/:\d{4,5}/g, ':port')
      .split(': ')[0] ?? '';
  const shown = page
    .split('\n')
    .filter((line) => /^[✓✗–] /.test(line))
    .map(nameOf);
  const { output } = await signet('doctor');
  const real = output
    .split('\n')
    .filter((line) => /^[✓✗–] /.test(line))
    .map(nameOf);
  expect(shown.filter((name) => !real.includes(name))).toEqual([]);
  expect(shown.length).toBeGreaterThan(15);
});

describe('signs in as somebody whose certificate is in force', () => {
  it('when that of Alice is revoked, as the README does', async () => {
    await revoke('alice');
    const { exitCode, findings } = await runDoctor();
    expect(failuresOf(findings)).toEqual([]);
    expect(exitCode).toBe(0);
    for (const check of ['sign-in', 'activesync-sync'])
      expect(findings.find((one) => one.check === check)?.evidence).toContain('admin@contoso.example');
  });

  it('when Alice is removed', async () => {
    const { users } = world.server.services.directory;
    const alice = (await users.findByUserPrincipalName('alice@contoso.example'))!;
    await users.remove(alice.id);
    undo.push(() => users.add(alice));
    const { findings } = await runDoctor();
    expect(failuresOf(findings)).toEqual([]);
    expect(findings.find(({ check }) => check === 'sign-in')?.evidence).toContain('admin@contoso.example');
  });

  it('and says what to do when nobody’s is', async () => {
    for (const name of ['alice', 'admin', 'dora']) await revoke(name);
    const { exitCode, findings } = await runDoctor();
    expect(failuresOf(findings)).toEqual([]);
    expect(exitCode).toBe(0);
    expect(findings.find(({ check }) => check === 'sign-in')).toMatchObject({
      result: 'skipped',
      evidence: expect.stringMatching(/every certificate in .*people is revoked/),
      remedy: expect.stringContaining('«signet start --demo»'),
    });
  });

  /** Holds the person's certificate until the test ends. */
  async function revoke(name: string): Promise<void> {
    const { serialNumber } = new X509Certificate(await readFile(join(data, 'people', `${name}.pem`)));
    const serial = parseSerialNumberText(serialNumber)!;
    await world.pki.revoke(serial, 'certificateHold');
    const publish = async () => {
      await world.pki.publish();
      await signet('crl', 'refresh');
    };
    undo.push(publish, () => world.pki.unrevoke(serial));
    await publish();
  }
});

/** What a running demo can be told to break is in lab-fault.test.ts. */
describe('fails exactly the line of what is broken, and the remedy works', () => {
  it('one CRL that cannot be had', async () => {
    world.publisher.setFault('crl/issuing.crl', 'status-503');
    undo.push(async () => world.publisher.setFault('crl/issuing.crl', undefined));
    await expectFailures([['crl-base', `CRL of ${world.pki.issuing.subject}`, /status 503/]]);
    await undo.pop()?.();
    await expectFailures([]);
  });

  it('a CRL of another CA', async () => {
    const root = await world.pki.findPublication('crl/root.crl');
    await world.pki.publishBytes('crl/issuing.crl', root!.bytes);
    undo.push(() => world.pki.publish());
    await expectFailures([['crl-base', `CRL of ${world.pki.issuing.subject}`, /issued in the name of/]]);
  });

  it('the federation certificate replaced in the domain; the command of the remedy heals it', async () => {
    const { domains } = world.server.services.directory;
    const domain = (await domains.find('contoso.example'))!;
    undo.push(() => domains.update(domain));
    const signingCertificate = world.pki.issuing.certificate;
    await domains.update({ ...domain, federation: { ...domain.federation!, signingCertificate } });
    const [failure] = await expectFailures([
      ['federation-settings', 'Federation settings of contoso.example', /signs with [0-9A-F]{40}/],
    ]);
    await followRemedy(failure!);
    await expectFailures([]);
    expect((await domains.find('contoso.example'))?.federation?.signingCertificate).toEqual(
      domain.federation?.signingCertificate,
    );
  });

  it('prompt=login that asks for a password; the command of the remedy heals it', async () => {
    const { domains } = world.server.services.directory;
    const domain = (await domains.find('contoso.example'))!;
    undo.push(() => domains.update(domain));
    const promptLoginBehavior = 'translateToFreshPasswordAuthentication';
    await domains.update({ ...domain, federation: { ...domain.federation!, promptLoginBehavior } });
    const [failure] = await expectFailures([
      ['federation-prompt', 'prompt=login of contoso.example', /password page/],
    ]);
    await followRemedy(failure!);
    await expectFailures([]);
  });

  it('a disabled account of the person who signs in', async () => {
    const { users } = world.server.services.directory;
    const alice = (await users.findByUserPrincipalName('alice@contoso.example'))!;
    undo.push(() => users.update(alice));
    await users.update({ ...alice, accountEnabled: false });
    const { findings } = await runDoctor();
    const failures = failuresOf(findings);
    expect(failures.map(({ check }) => check)).toContain('sign-in');
    const failure = failures.find(({ check }) => check === 'sign-in');
    expect(failure?.evidence).toBe(
      'alice@contoso.example was refused, AADSTS50057 user-disabled: The user account is disabled.',
    );
    await followRemedy(failure!);
  });

  it('a root that is missing above its CA', async () => {
    const { certificateAuthorities } = world.server.services.directory;
    const root = (await certificateAuthorities.listAll()).find(({ isRootAuthority }) => isRootAuthority)!;
    await certificateAuthorities.remove(root.id);
    undo.push(() => certificateAuthorities.add(root));
    const failures = failuresOf((await runDoctor()).findings);
    expect(failures.map(({ check, name }) => [check, name])).toEqual([
      ['authority', `CA ${world.pki.issuing.subject}`],
    ]);
    await undo.pop()?.();
    await expectFailures([]);
  });
});

it('with no server, says so once and leaves open what hangs on it', async () => {
  await world[Symbol.asyncDispose]();
  const { exitCode, findings } = await runDoctor();
  expect(exitCode).toBe(4);
  const failed = failuresOf(findings);
  expect(failed.map(({ check }) => check).filter((check) => check.startsWith('listener'))).toEqual([
    'listener-login',
    'listener-certificate',
  ]);
  // A server alone on the folder of a demo would serve no CRLs.
  for (const { remedy } of failed) expect(remedy).toContain('«signet start --demo»');
  const skipped = findings.filter(({ result }) => result === 'skipped').map(({ check }) => check);
  expect(skipped).toEqual(
    expect.arrayContaining(['tls-login', 'tls-certificate', 'issuer-hints', 'token-service', 'sign-in']),
  );
});

it('with another encryption key, says that', async () => {
  const variables = { SIGNET_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') };
  const { output, exitCode } = await signetAlone(variables, 'doctor', '--json');
  expect(exitCode).toBe(4);
  expect(output).toContain('"check": "storage"');
  expect(output).toContain('SIGNET_ENCRYPTION_KEY');
});

async function expectFailures(
  expected: readonly (readonly [check: string, name: string, evidence: RegExp])[],
): Promise<readonly Finding[]> {
  const { exitCode, findings } = await runDoctor();
  const failures = failuresOf(findings);
  expect(failures.map(({ check, name }) => [check, name])).toEqual(
    expected.map(([check, name]) => [check, name]),
  );
  for (const [index, [, , evidence]] of expected.entries()) {
    expect(failures[index]?.evidence).toMatch(evidence);
    expect(failures[index]?.remedy).toBeTruthy();
  }
  expect(exitCode).toBe(expected.length === 0 ? 0 : 4);
  return failures;
}

/** The command in «…», as an administrator would type it. */
async function followRemedy({ remedy }: Finding): Promise<void> {
  const command = /«signet ([^»]+)»/.exec(remedy ?? '')?.[1];
  const { exitCode, output } = await signet(...(command ?? '').split(' '));
  expect(exitCode, output).toBe(0);
}

function failuresOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ result }) => result === 'fail');
}

async function runDoctor(): Promise<{ readonly exitCode: number; readonly findings: readonly Finding[] }> {
  const { exitCode, output, errors } = await signet('doctor', '--json');
  expect(output, errors).toMatch(/^\[/);
  return { exitCode, findings: JSON.parse(output) };
}

async function signet(...words: readonly string[]): Promise<Outcome> {
  const { exitCode, stdout, stderr } = await runInHost(['--data', data, ...words], data, 'apart');
  return { exitCode, output: stdout, errors: stderr };
}

/** In a process of its own, with these variables in its environment. */
async function signetAlone(variables: object, ...words: readonly string[]): Promise<Outcome> {
  const env = { PATH: process.env['PATH'], ...variables };
  const child = spawn(NODE, [SIGNET, '--data', data, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const [exitCode] = (await once(child, 'close')) as [number];
  return { exitCode, output: Buffer.concat(chunks).toString(), errors: Buffer.concat(errors).toString() };
}

interface Outcome {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

const EVERY_CHECK = [
  'storage',
  'listener-login',
  'listener-certificate',
  'clock',
  'tls-login',
  'tls-certificate',
  'issuer-hints',
  'authority',
  'crl-base',
  'crl-delta',
  'token-service',
  'federation-settings',
  'federation-address',
  'federation-prompt',
  'sign-in',
  'activesync-options',
  'activesync-sync',
];
