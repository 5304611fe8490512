import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createTestAuthority,
  Extension,
  type TestAuthority,
} from '../../../core/pki/src/crl/_test-authority.ts';

// Rows of «Where OpenSSL answers otherwise» in docs/guide/cert-verify.md, asked of both.

const NODE = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
const SIGNET = fileURLToPath(new URL('../bin/signet.mjs', import.meta.url));
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const now = Math.floor(Date.now() / 1000);

let ca: TestAuthority;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signet-openssl-'));
  ca = await createTestAuthority('CN=Root');
  write('root.cer', ca.certificateDer);
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: Uint8Array): void {
  writeFileSync(join(folder, name), bytes);
}

async function writeLeaf(...extensions: readonly Extension[]): Promise<void> {
  const { der } = await ca.issueCertificate({ serialNumber: '0a', extensions });
  write('leaf.cer', der);
}

async function writeCrls(): Promise<void> {
  await writeLeaf();
  write('base.crl', await ca.issueCrl({ thisUpdate: now - 600, crlNumber: 1 }));
  write('forgeable.crl', await ca.issueCrl({ thisUpdate: now - 600, hash: 'SHA-1' }));
  const entries = [{ serialNumber: '0a', reason: 'keyCompromise' }] as const;
  write('delta.crl', await ca.issueCrl({ thisUpdate: now - 60, crlNumber: 2, baseCrlNumber: 1, entries }));
}

function askSignet(flags: readonly string[]): string {
  const args = [SIGNET, 'cert', 'verify', 'leaf.cer', '--anchor', 'root.cer', ...flags, '--json'];
  const { stdout } = spawnSync(NODE, args, { cwd: folder, encoding: 'utf8' });
  return (JSON.parse(stdout) as { code: string }).code;
}

function askOpenssl(flags: readonly string[]): 'valid' | 'not valid' {
  const args = ['verify', '-trusted', 'root.cer', ...flags, 'leaf.cer'];
  return spawnSync('openssl', args, { cwd: folder }).status === 0 ? 'valid' : 'not valid';
}

interface Otherwise {
  readonly prepare: () => Promise<void>;
  readonly flags: readonly [signet: readonly string[], openssl: readonly string[]];
  readonly answers: readonly [signet: string, openssl: string];
}

const CASES: Readonly<Record<string, Otherwise>> = {
  'anyExtendedKeyUsage allows a purpose': {
    prepare: () => writeLeaf(extension('2.5.29.37', '3006 0604 551d2500')),
    flags: [
      ['--purpose', 'clientAuth'],
      ['-purpose', 'sslclient'],
    ],
    answers: ['valid', 'not valid'],
  },
  'policies that a certificate requires are asked for without a flag': {
    prepare: () => writeLeaf(extension('2.5.29.36', '3003 800100')),
    flags: [[], []],
    answers: ['policy-violation', 'valid'],
  },
  'an explicit policy may be any when none is named': {
    prepare: () => writeLeaf(extension('2.5.29.32', '3007 3005 06032a0304')),
    flags: [['--require-explicit-policy'], ['-explicit_policy']],
    answers: ['valid', 'not valid'],
  },
  'a delta CRL counts without freshestCRL': {
    prepare: writeCrls,
    flags: [
      ['--crl', 'base.crl', 'delta.crl'],
      ['-crl_check', '-extended_crl', '-use_deltas', '-CRLfile', 'base.crl', '-CRLfile', 'delta.crl'],
    ],
    answers: ['revoked', 'valid'],
  },
  'a CRL that is signed with SHA-1 counts no more': {
    prepare: writeCrls,
    flags: [
      ['--crl', 'forgeable.crl'],
      ['-auth_level', '2', '-crl_check', '-CRLfile', 'forgeable.crl'],
    ],
    answers: ['revocation-undetermined', 'valid'],
  },
  'bytes behind a certificate in DER are none of it': {
    prepare: async () => {
      const { der } = await ca.issueCertificate();
      write('leaf.cer', Uint8Array.of(...der, 10));
    },
    flags: [[], []],
    answers: ['malformed-certificate', 'valid'],
  },
};

it.skipIf(!hasOpenssl).each(Object.entries(CASES))('%s', async (_, { prepare, flags, answers }) => {
  await prepare();
  expect([askSignet(flags[0]), askOpenssl(flags[1])]).toEqual(answers);
});

function extension(oid: string, hex: string): Extension {
  return new Extension(oid, oid === '2.5.29.36', Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}
