import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, createBrowser, exchangeHttp } from '@signet/lab';
import { parseCertificateList } from '@signet/pki';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FaultName, FaultState } from '../src/demo/faults/fault-names.ts';
import type { Finding } from '../src/doctor/types.ts';
import { createSampleMatcher } from './_match.ts';
import { run, runScript } from './_run.ts';
import { type RunningDemo, startDemoProcess } from './_running-demo.ts';
import { parseConsoleBlocks } from './_script.ts';
import { createWorld } from './_world.ts';

let demo: RunningDemo;
/** PEM: the demo's root. */
let root: string;

beforeAll(async () => {
  demo = await startDemoProcess();
  const { body } = await exchangeHttp({ url: new URL('/ca/root.cer', demo.publisherUrl) });
  const base64 = body.toString('base64').replace(/.{64}/g, '$&\n');
  root = `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
});
afterEach(() => expectDone('signet lab fault clear'));
afterAll(() => demo?.[Symbol.asyncDispose]());

const ISSUING = 'CN=Contoso Issuing CA, O=Contoso';
const ROOT = 'CN=Contoso Root CA, O=Contoso';

/** A fault, what the doctor makes of it, and what shows that it is more than the doctor's opinion. */
interface Case {
  readonly fault: FaultName;
  readonly options: string;
  readonly failing: readonly string[];
  /** Lines that hang on those that fail. */
  readonly notLookedAt: readonly string[];
  readonly remedy: readonly string[];
  readonly isReal: () => Promise<void>;
}

const NEED_THE_CLOCK = [
  'TLS certificate of the login listener',
  'TLS certificate of the certificate listener',
  `CA ${ROOT}`,
  `CA ${ISSUING}`,
  `CRL of ${ROOT}`,
  `Delta CRL of ${ROOT}`,
  `CRL of ${ISSUING}`,
  `Delta CRL of ${ISSUING}`,
  'Federation settings of contoso.example',
  'Test sign-in with a certificate',
  'ActiveSync',
  'First Sync of mail',
];

const CASES: readonly Case[] = [
  {
    fault: 'crl-server-stopped',
    options: '',
    failing: [`CRL of ${ROOT}`, `Delta CRL of ${ROOT}`, `CRL of ${ISSUING}`, `Delta CRL of ${ISSUING}`],
    notLookedAt: [],
    remedy: ['signet lab fault clear crl-server-stopped', 'signet crl refresh'],
    async isReal() {
      const url = new URL('/crl/issuing.crl', demo.publisherUrl);
      await expect(exchangeHttp({ url })).rejects.toThrow();
    },
  },
  {
    fault: 'crl-expired',
    options: '',
    failing: [`CRL of ${ISSUING}`],
    notLookedAt: [],
    remedy: ['signet lab publish', 'signet crl refresh'],
    async isReal() {
      const { body } = await exchangeHttp({ url: new URL('/crl/issuing.crl', demo.publisherUrl) });
      expect(parseCertificateList(body).nextUpdate).toBeLessThan(Date.now() / 1000 - 3590);
    },
  },
  {
    fault: 'federation-certificate-replaced',
    options: '',
    failing: ['Federation settings of contoso.example'],
    notLookedAt: ['Test sign-in with a certificate'],
    remedy: ['signet domain refresh-federation contoso.example'],
    async isReal() {
      expect(await signAliceIn()).toMatch(/AADSTS\d+/);
    },
  },
  {
    fault: 'clock-off',
    options: '',
    failing: ['Clock'],
    notLookedAt: NEED_THE_CLOCK,
    remedy: ['signet lab fault clear clock-off'],
    isReal: () => expectServerClock(3600),
  },
  {
    fault: 'clock-off',
    options: '--behind',
    failing: ['Clock'],
    notLookedAt: NEED_THE_CLOCK,
    remedy: ['signet lab fault clear clock-off'],
    isReal: () => expectServerClock(-3600),
  },
];

it('finds the demo all good, and nothing set', async () => {
  expect(await examine()).toEqual(ALL_GOOD);
  expect(await setFaults()).toEqual([]);
});

describe.each(CASES)('$fault $options', ({ fault, options, failing, notLookedAt, remedy, isReal }) => {
  beforeEach(async () => {
    await expectDone(`signet lab fault set ${fault} ${options}`);
  });

  it('fails exactly its lines, and the remedy that they name makes all good', async () => {
    expect(await setFaults()).toEqual([fault]);
    await isReal();
    const found = await examine();
    expect(found).toMatchObject({ failing, notLookedAt, exitCode: 4 });
    expect(found.remedies).toEqual([remedy]);
    for (const command of remedy) await expectDone(command);
    expect(await examine()).toEqual(ALL_GOOD);
    expect(await setFaults()).toEqual([]);
    expect(await signAliceIn()).toBe('code');
  });

  it('is ended by clearing it', async () => {
    expect(await signet('lab fault clear --json')).toMatchObject([{ fault, isSet: false }]);
    expect(await examine()).toEqual(ALL_GOOD);
    expect(await signAliceIn()).toBe('code');
  });
});

it('several at once are several lines, and clearing ends all of them', async () => {
  await expectDone('signet lab fault set crl-expired');
  await expectDone('signet lab fault set federation-certificate-replaced');
  expect((await examine()).failing).toEqual([`CRL of ${ISSUING}`, 'Federation settings of contoso.example']);
  await expectDone('signet lab fault clear');
  expect(await examine()).toEqual(ALL_GOOD);
});

it('is not named where the same has another cause', async () => {
  const { output: listed } = await run('signet ca list --json', demo);
  const authorities = JSON.parse(listed) as { id: string; issuer: string }[];
  const { id } = authorities.find(({ issuer }) => issuer === ROOT)!;
  await expectDone(`signet ca update ${id} --crl-url http://127.0.0.1:1/root.crl --no-check`);
  const { output } = await run('signet doctor', demo);
  await expectDone(`signet ca update ${id} --crl-url http://localhost:8080/crl/root.crl`);
  expect(output).toContain('nothing listens there (ECONNREFUSED)');
  expect(output).toContain('What to do: Start the web server of the CRL. Make the CRL URL');
  expect(output).not.toContain('lab fault');
});

it('docs/guide/doctor.md shows what the commands print, and which lines fail', async () => {
  const page = await readFile(new URL('../../../docs/guide/doctor.md', import.meta.url), 'utf8');
  const steps = parseConsoleBlocks(page);
  expect(steps.length).toBeGreaterThanOrEqual(5);
  await runScript({ steps, files: [] }, demo, createSampleMatcher());
  for (const { fault, failing } of CASES) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${fault}\``)) ?? '';
    for (const name of failing) expect(row).toContain(name.split(' of ')[0]);
  }
});

describe('refuses', () => {
  it.each([
    ['signet lab fault set crl-on-fire', 2, 'Allowed choices are crl-server-stopped, '],
    ['signet lab fault set', 2, 'missing required argument'],
    ['signet lab fault set crl-expired --behind', 2, '--behind is for clock-off'],
    ['signet lab fault clear clock-off', 4, 'clock-off is not set: there is nothing to clear.'],
  ])('%s', async (command, exitCode, text) => {
    const answer = await run(command, demo);
    expect(answer.output).toContain(text);
    expect(answer.exitCode).toBe(exitCode);
  });

  it('to set what is set', async () => {
    await expectDone('signet lab fault set clock-off');
    const answer = await run('signet lab fault set clock-off --behind', demo);
    await expectDone('signet lab fault clear');
    expect(answer).toEqual({ output: 'signet: clock-off is set already.', exitCode: 4 });
  });

  it('a demo that is not running, and an installation that is no demo', async () => {
    await using world = await createWorld();
    for (const command of ['list', 'set clock-off', 'clear']) {
      const { output, exitCode } = await run(`signet lab fault ${command}`, world);
      expect(output).toBe('signet: No demo is running on data: start it with «signet start --demo».');
      expect(exitCode).toBe(1);
    }
    await rm(join(world.folder, 'data', 'lab'), { recursive: true });
    for (const command of ['list', 'set clock-off', 'clear']) {
      const { output, exitCode } = await run(`signet lab fault ${command}`, world);
      expect(output).toContain('data holds no demo, and nothing else is broken on purpose');
      expect(exitCode).toBe(4);
    }
  });
});

const ALL_GOOD = { exitCode: 0, failing: [], notLookedAt: [], remedies: [] };

async function examine(): Promise<{
  readonly exitCode: number;
  readonly failing: readonly string[];
  readonly notLookedAt: readonly string[];
  /** The commands of each remedy; one that several lines name is there once. */
  readonly remedies: readonly (readonly string[])[];
}> {
  const { output, exitCode } = await run('signet doctor --json', demo);
  const findings = parseFirst(output) as readonly Finding[];
  const failures = findings.filter(({ result }) => result === 'fail');
  const remedies = new Set(failures.map(({ remedy }) => remedy ?? 'none'));
  return {
    exitCode,
    failing: failures.map(({ name }) => name),
    notLookedAt: findings.filter(({ result }) => result === 'skipped').map(({ name }) => name),
    remedies: [...remedies].map((text) =>
      [...text.matchAll(/«(signet [^»]+)»/g)].map(([, command]) => command!),
    ),
  };
}

async function setFaults(): Promise<readonly string[]> {
  const states = (await signet('lab fault list --json')) as readonly FaultState[];
  return states.filter(({ isSet }) => isSet).map(({ fault }) => fault);
}

async function signet(command: string): Promise<unknown> {
  const { output, exitCode } = await run(`signet ${command}`, demo);
  expect(exitCode, output).toBe(0);
  return parseFirst(output);
}

/** The JSON on standard output, without what went to standard error behind it. */
function parseFirst(output: string): unknown {
  return JSON.parse(output.replace(/\nsignet: [^\n]*$/, ''));
}

async function expectDone(command: string): Promise<void> {
  const { output, exitCode } = await run(command, demo);
  expect(exitCode, output).toBe(0);
}

async function expectServerClock(offset: number): Promise<void> {
  const { headers } = await exchangeHttp({ url: new URL(`${demo.loginOrigin}/healthz`), ca: root });
  const seconds = (Date.parse(headers.date ?? '') - Date.now()) / 1000;
  expect(Math.abs(seconds - offset)).toBeLessThan(60);
}

/** `code` when she gets one, else what the page says. */
async function signAliceIn(): Promise<string> {
  const person = (ending: string): Promise<string> =>
    readFile(join(demo.folder, 'data', 'people', `alice.${ending}`), 'utf8');
  const url = new URL(`${demo.loginOrigin}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: APPLICATION_IDS.native,
    response_type: 'code',
    redirect_uri: 'http://localhost',
    scope: 'openid',
    login_hint: 'alice@contoso.example',
    code_challenge: 'A'.repeat(43),
    code_challenge_method: 'S256',
  }).toString();
  const browser = createBrowser({
    ca: root,
    clientCertificate: { chainPem: await person('pem'), privateKeyPem: await person('key') },
    isCertificateOrigin: ({ origin }) => origin === demo.certificateOrigin,
  });
  const outcome = await browser.visit(url, {
    redirectUri: 'http://localhost',
    userName: 'alice@contoso.example',
  });
  return outcome.kind === 'redirect'
    ? [...outcome.parameters.keys()].find((key) => key === 'code' || key === 'error')!
    : outcome.text;
}
