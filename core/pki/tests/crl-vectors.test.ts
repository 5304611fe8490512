import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSignatureVerifier } from '@signet/crypto';
import { describe, expect, it } from 'vitest';
import { readDivergences } from '../../../tests/_divergences.ts';
import { findVectors } from '../../../tests/_vectors.ts';
import {
  type CertificateList,
  createCrlRevocationChecker,
  decodePem,
  formatTime,
  PkiError,
  parseCertificate,
  parseCertificateList,
  parseCertificates,
  verifyCertificateList,
} from '../src/index.ts';
import { readTarGz } from './_tar-archive.ts';

// CRLs that others published or made for their own tests. Where the source states no expectation, what pyca
// says of the bytes stands in for one: it is the strictest reader among those in the index.

const folder = findVectors('crls');

interface CrlFile {
  readonly file: string;
  readonly kind: 'real' | 'mock' | 'synthetic' | 'synthetic-bundle' | 'hostile' | 'fuzz';
  readonly expect?: string;
  readonly pyca?: string;
  readonly openssl?: string;
  readonly entries?: number;
  readonly thisUpdate?: string;
  readonly nextUpdate?: string | null;
}

/** Where we answer otherwise than the source or pyca; an entry that no longer differs fails too. */
const EXCEPTIONS = readDivergences('CRLs');

const BORINGSSL_TIME = Date.UTC(2017, 2, 9) / 1000;
const verifySignature = createSignatureVerifier();

function readVector(file: string): Uint8Array {
  return readFileSync(join(folder ?? '', file));
}

function parseOutcome(bytes: Uint8Array): { readonly outcome: string; readonly crl?: CertificateList } {
  try {
    return { outcome: 'parses', crl: parseCertificateList(bytes) };
  } catch (error) {
    if (error instanceof PkiError) return { outcome: 'rejects' };
    throw error;
  }
}

function expectedOutcome({ expect: stated, pyca }: CrlFile): string {
  if (stated?.startsWith('reject') === true) return 'rejects';
  if (stated === 'parses') return 'parses';
  return pyca === undefined ? 'parses' : 'rejects';
}

function bundleStatus(file: string): string {
  const blocks = decodePem(readFileSync(join(folder ?? '', file), 'latin1'));
  const certificatesOf = (label: RegExp) =>
    blocks.filter((block) => label.test(block.label)).map(({ der }) => der);
  const [issuer, ...others] = certificatesOf(/^CA CERTIFICATE/).map(parseCertificate);
  const [target] = certificatesOf(/^CERTIFICATE$/).map(parseCertificate);
  const [list] = certificatesOf(/^CRL$/);
  if (issuer === undefined || target === undefined || list === undefined)
    throw new TypeError(`${file} is incomplete`);
  try {
    const checker = createCrlRevocationChecker({
      crls: [parseCertificateList(list)],
      time: BORINGSSL_TIME,
      verifySignature,
      crlIssuers: [issuer, ...others],
      // The source trusts every CA certificate of the file.
      validateCrlIssuer: () => true,
    });
    // In the rollover cases the CRL is signed by the second CA certificate, which the source trusts as well.
    return (
      [issuer, ...others]
        .map((ca) => checker(target, ca, ca).status)
        .find((status) => status !== 'undetermined') ?? 'unknown'
    );
  } catch (error) {
    if (error instanceof PkiError) return 'unknown';
    throw error;
  }
}

describe.skipIf(folder === undefined)('CRLs from outside', () => {
  const index = folder === undefined ? '{"files":[]}' : readFileSync(join(folder, 'index.json'), 'utf8');
  const { files } = JSON.parse(index) as { files: readonly CrlFile[] };
  const bundles = files.filter(({ kind }) => kind === 'synthetic-bundle');
  const certificates = files.filter(({ file }) => /ocaml-x509\/\d+\.pem$/.test(file));
  const archives = files.filter(({ file }) => file.endsWith('.tar.gz'));
  const other = new Set([...bundles, ...certificates, ...archives]);
  const lists = files.filter((file) => !other.has(file));

  it('are all looked at', () => {
    expect(files).toHaveLength(249);
    expect(lists.length + bundles.length + certificates.length + archives.length).toBe(249);
  });

  describe('say what BoringSSL says of the certificate beside them', () => {
    for (const { file, expect: stated } of bundles) {
      it(file, () => {
        const expected = /^status-(\w+)/.exec(stated ?? '')?.[1];
        expect(bundleStatus(file)).toBe(EXCEPTIONS.get(file)?.actual ?? expected);
      });
    }
  });

  describe('are read or refused', () => {
    for (const row of lists) {
      it(row.file, () => {
        const { outcome, crl } = parseOutcome(readVector(row.file));
        expect(outcome).toBe(EXCEPTIONS.get(row.file)?.actual ?? expectedOutcome(row));
        if (crl === undefined || row.entries === undefined) return;
        expect(crl.entryCount).toBe(row.entries);
        expect([...crl.entries()]).toHaveLength(row.entries);
        expect(formatTime(crl.thisUpdate)).toBe(row.thisUpdate?.replace('+00:00', 'Z'));
        const nextUpdate = crl.nextUpdate === undefined ? null : formatTime(crl.nextUpdate);
        expect(nextUpdate).toBe(row.nextUpdate?.replace('+00:00', 'Z') ?? null);
      });
    }
  });

  describe('hold every entry where its serial number finds it', () => {
    for (const { file, entries = 0 } of lists.filter((row) => (row.entries ?? 0) > 0)) {
      it(`${file} (${entries})`, () => {
        const { crl } = parseOutcome(readVector(file));
        for (const entry of crl?.entries() ?? []) {
          if (crl?.findEntry(entry.userCertificate)?.userCertificate !== entry.userCertificate) {
            expect.fail(`entry ${entry.userCertificate} is not found`);
          }
        }
        expect(crl?.findEntry('ffffffffffffffffffffffffffffffffffffff')).toBeUndefined();
      });
    }
  });

  describe('bear the signature of the CA beside them', () => {
    for (const { file } of certificates) {
      it(file, () => {
        const [issuer] = parseCertificates(readVector(file));
        if (issuer === undefined) throw new TypeError('no certificate');
        const crl = parseCertificateList(readVector(file.replace('.pem', '.crl')));
        const { fault } = verifyCertificateList(crl, { issuer, verifySignature, allow: ['sha1'] });
        expect(fault?.detail).toBe(EXCEPTIONS.get(file)?.actual);
      });
    }
  });

  describe('made by fuzzers end in a list or in a typed error', () => {
    for (const { file } of archives) {
      it(file, () => {
        let seen = 0;
        for (const { bytes } of readTarGz(readVector(file))) {
          const { crl } = parseOutcome(bytes);
          for (const entry of crl?.entries() ?? []) crl?.findEntry(entry.userCertificate);
          seen++;
        }
        expect(seen).toBe((files.find((row) => row.file === file) as { members?: number }).members);
      });
    }
  });

  it('differ from their sources only where the table says so', () => {
    const known = new Map(files.map((row) => [row.file, row]));
    for (const [file, { expected, actual }] of EXCEPTIONS) {
      const row = known.get(file);
      const stated = row?.expect?.startsWith('status-')
        ? /^status-(\w+)/.exec(row.expect)?.[1]
        : row && expectedOutcome(row);
      expect(expected, file).toBe(stated);
      expect(actual, file).not.toBe(stated);
    }
  });
});
