import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestAuthority } from '../core/pki/src/crl/_test-authority.ts';
import { findGo, goEnvironment } from './_go-program.ts';
import { readBoringssl } from './path-suites/boringssl.ts';
import { compare, isAsListed } from './path-suites/compare.ts';
import { parseDivergences } from './path-suites/divergences.ts';
import { readLimbo } from './path-suites/limbo.ts';
import { runBatch } from './path-suites/run-batch.ts';

// The program of path-suites, with small suites in the formats of the real ones and with Go's own table.

const folder = mkdtempSync(join(tmpdir(), 'signet-path-suites-test-'));
const goroot = findGoroot();
const pem = { root: '', stranger: '', leaf: '', revoking: '' };

beforeAll(async () => {
  const root = await createTestAuthority('CN=Root');
  const stranger = await createTestAuthority('CN=Stranger');
  const crl = await root.issueCrl({ thisUpdate: TIME - 60, entries: [{ serialNumber: '0a' }] });
  pem.root = toPem('CERTIFICATE', root.certificateDer);
  pem.stranger = toPem('CERTIFICATE', stranger.certificateDer);
  pem.leaf = toPem('CERTIFICATE', (await root.issueCertificate({ serialNumber: '0a' })).der);
  pem.revoking = toPem('X509 CRL', crl);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a suite', () => {
  it('in the format of limbo is asked with its anchors, its CRLs and its time', () => {
    const cases = readLimbo(writeLimbo());
    expect(compare(cases, runBatch(cases), new Map())).toMatchObject({
      cases: 4,
      asTheSuiteSays: 3,
      notListed: [{ id: 'lenient', expected: 'invalid', actual: 'valid' }],
    });
  });

  it('in the format of BoringSSL is asked with its trust and its policies', () => {
    const cases = readBoringssl(writeBoringssl());
    expect(compare(cases, runBatch(cases), new Map())).toMatchObject({
      cases: 3,
      asTheSuiteSays: 2,
      notListed: [{ id: 'chain/policies.test', expected: '1.2.3', actual: 'none' }],
    });
  });
});

describe('the list', () => {
  const difference = { id: 'one', expected: 'valid', actual: 'expired', reason: 'The root is old.' };
  const files = { leaf: '', intermediates: [], anchors: [], crls: [] };
  const cases = [{ id: 'one', expected: 'valid' as const, settings: {}, ...files }];
  const answers = [{ id: 'one', valid: false, code: 'expired', reason: 'The certificate expired.' }];
  const listed = (row: string): ReturnType<typeof compare> =>
    compare(cases, answers, parseDivergences(`## suite\n\n${HEAD}${row}\n\n## other\n`, 'suite'));

  it('gives its reason for a case that differs as it says', () => {
    const comparison = listed('| valid | expired | The root is old. | `one` |');
    expect(comparison).toMatchObject({ listed: [difference], notListed: [], noLonger: [] });
    expect(isAsListed(comparison)).toBe(true);
  });

  it.each([
    ['a case that is refused for another reason', '| valid | revoked | The root is old. | `one` |'],
    ['a case that does not differ', '| valid | expired | The root is old. | `one` `two` |'],
  ])('does not cover %s', (_, row) => {
    expect(isAsListed(listed(row))).toBe(false);
  });

  it('has a reason in every row', () => {
    expect(() => listed('| valid | expired | | `one` |')).toThrow('lacks its reason');
  });
});

describe('the program', () => {
  it('ends with 1 where the suite is not as its list says', () => {
    const { status, stdout } = runProgram('limbo', writeLimbo());
    expect(status).toBe(1);
    expect(stdout).toContain('✗ lenient: expected invalid, actual valid.');
  });

  it.each([
    ['no suite', []],
    ['a suite that it does not know', ['wycheproof', folder]],
    ['a suite whose name every object knows', ['constructor', folder]],
    ['no path', ['limbo']],
    ['a path where nothing is', ['limbo', join(folder, 'nothing.json')]],
    ['a folder without the suite', ['boringssl', tmpdir()]],
    ['a flag that it does not know', ['limbo', '--quiet']],
  ])('ends with 2 and one sentence for %s', (_, words) => {
    const { status, stderr } = runProgram(...words);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^\S.+\n--help names the suites and what each takes\.\n$/);
  });

  it.skipIf(goroot === undefined)('finds Go’s name constraints answered as its list says', () => {
    const { status, stdout } = runProgram('go-name-constraints', goroot ?? '', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ notListed: [], noLonger: [] });
    expect(status).toBe(0);
  });
});

function runProgram(...words: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, ...words], { encoding: 'utf8' });
}

/** `undefined`, said in one line, where Go or the tests of its own packages are not installed. */
function findGoroot(): string | undefined {
  const go = findGo();
  if (go !== undefined) {
    const { stdout } = spawnSync(go, ['env', 'GOROOT'], { env: goEnvironment(), encoding: 'utf8' });
    if (existsSync(join(stdout.trim(), 'src/crypto/x509/name_constraints_test.go'))) return stdout.trim();
  }
  console.log(
    'interop/path-suites: Go with its own tests is not installed; its name constraints are left out',
  );
  return undefined;
}

function writeLimbo(): string {
  const limboCase = (id: string, result: string, anchor: string, crls: readonly string[]): object => ({
    id,
    validation_kind: 'CLIENT',
    trusted_certs: [anchor],
    untrusted_intermediates: [],
    peer_certificate: pem.leaf,
    validation_time: new Date(TIME * 1000).toISOString(),
    extended_key_usage: [],
    expected_result: result,
    crls,
  });
  const testcases = [
    limboCase('good', 'SUCCESS', pem.root, []),
    limboCase('foreign', 'FAILURE', pem.stranger, []),
    limboCase('revoked', 'FAILURE', pem.root, [pem.revoking]),
    limboCase('lenient', 'FAILURE', pem.root, []),
  ];
  const file = join(folder, 'limbo.json');
  writeFileSync(file, JSON.stringify({ version: 1, testcases }));
  return file;
}

function writeBoringssl(): string {
  const suite = join(folder, 'boringssl');
  mkdirSync(join(suite, 'chain'), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(suite, 'chain', name), text);
  const test = (trust: string, ...more: readonly string[]): string =>
    [
      'chain: chain.pem',
      `last_cert_trust: ${trust}`,
      'utc_time: 251129120000Z',
      'key_purpose: CLIENT_AUTH_STRICT',
      ...more,
    ].join('\n');
  write('chain.pem', `The leaf\n${pem.leaf}The root\n${pem.root}`);
  write('trusted.test', test('TRUSTED_ANCHOR', 'expected_errors:\n'));
  write('distrusted.test', test('DISTRUSTED', 'expected_errors:\nERROR: Distrusted\n'));
  write(
    'policies.test',
    test('TRUSTED_ANCHOR', 'expected_user_constrained_policy_set: 1.2.3', 'expected_errors:\n'),
  );
  return suite;
}

function toPem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n').trim();
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

const TIME = Date.UTC(2025, 10, 29, 12) / 1000;
const HEAD = '| Expected | Actual | Reason | Cases |\n| --- | --- | --- | --- |\n';
const MAIN = fileURLToPath(new URL('path-suites/main.ts', import.meta.url));
