import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSignatureVerifier } from '@signet/crypto';
import { describe, expect, it } from 'vitest';
import { readDivergences } from '../../../tests/_divergences.ts';
import { findVectors } from '../../../tests/_vectors.ts';
import {
  type Certificate,
  type CertificateList,
  PkiError,
  parseCertificateList,
  parseCertificates,
  readUserPrincipalName,
  verifyCertificate,
} from '../src/index.ts';

// GSA's PIV test cards and trust-path faults; the answers are OpenSSL's at TIME, `path` and `path+crl`.

const folder = findVectors('piv') ?? '';
const TIME = Date.UTC(2026, 10, 23) / 1000;
const verifySignature = createSignatureVerifier();

interface Answers {
  readonly path: string;
  readonly 'path+crl': string;
}

interface Card {
  readonly card: string;
  readonly certs: readonly {
    readonly file: string;
    readonly slot: string;
    readonly san: { readonly upn?: string };
    readonly policies: readonly string[];
    readonly eku: readonly string[] | null;
    readonly openssl: Answers;
  }[];
}

interface PathFault {
  readonly id: string;
  readonly fault: string;
  readonly trustAnchor: string;
  readonly chain: readonly string[];
  readonly openssl: Answers;
}

/** Where we answer otherwise than OpenSSL. A case in here that answers as OpenSSL does fails too. */
const EXCEPTIONS = readDivergences('PIV');

const load = (path: string): Certificate => parseCertificates(readFileSync(join(folder, path)))[0]!;
const loadFolder = (path: string): Certificate[] =>
  readdirSync(join(folder, path)).map((name) => load(join(path, name)));

function loadCrls(): CertificateList[] {
  return readdirSync(join(folder, 'crls')).flatMap((name) => {
    try {
      return [parseCertificateList(readFileSync(join(folder, 'crls', name)))];
    } catch (error) {
      // Some are malformed on purpose: nobody can use them.
      if (error instanceof PkiError) return [];
      throw error;
    }
  });
}

function judge(
  leaf: Certificate,
  anchors: readonly Certificate[],
  intermediates: readonly Certificate[],
  crls: readonly CertificateList[] | undefined,
): string {
  const path = { leaf, anchors, intermediates, time: TIME, verifySignature };
  const verdict = verifyCertificate(crls === undefined ? path : { ...path, crls });
  if (verdict.valid) return 'valid';
  const { code, revocationFailure } = verdict;
  return revocationFailure === undefined ? code : `${code}: ${revocationFailure}`;
}

/** What OpenSSL says of a path, `invalid: certificate has expired @0`, in our words: the reason must be the same. */
function inOurWords(openssl: string): string {
  if (openssl === 'valid') return 'valid';
  const words = /^invalid: (.+) @\d+$/.exec(openssl)?.[1] ?? '';
  return REASONS[words] ?? `no word for «${openssl}»`;
}

const REASONS: Readonly<Record<string, string>> = {
  'certificate has expired': 'expired',
  'certificate is not yet valid': 'not-yet-valid',
  'unable to get local issuer certificate': 'issuer-unknown',
  'invalid CA certificate': 'not-a-ca',
  'path length constraint exceeded': 'path-length-exceeded',
  'permitted subtree violation': 'name-constraint-violation',
  'certificate revoked': 'revoked',
  'CRL signature failure': 'revocation-undetermined: crl-signature-invalid',
  'CRL is not yet valid': 'revocation-undetermined: crl-unusable',
  'unable to get certificate CRL': 'revocation-undetermined: crl-unreachable',
};

function expectAnswer(id: string, actual: string, openssl: string): void {
  expect(actual).toBe(EXCEPTIONS.get(id)?.actual ?? inOurWords(openssl));
}

describe.skipIf(folder === '')('PIV test cards', () => {
  const index =
    folder === '' ? '{"cards":[],"pathFaults":[]}' : readFileSync(join(folder, 'index.json'), 'utf8');
  const { cards, pathFaults } = JSON.parse(index) as { cards: Card[]; pathFaults: PathFault[] };
  const cas = folder === '' ? [] : loadFolder('ca');
  const roots = cas.filter(({ issuer, subject }) => Buffer.compare(issuer.der, subject.der) === 0);
  const crls = folder === '' ? [] : loadCrls();

  for (const { card, certs } of cards) {
    for (const { file, slot, san, policies, eku, openssl } of certs) {
      it(`${card}, ${slot}: reads as OpenSSL does`, () => {
        const { extensions } = load(file);
        expect(extensions.certificatePolicies?.map((policy) => policy.policyIdentifier)).toEqual(policies);
        expect(extensions.extKeyUsage ?? []).toEqual(eku ?? []);
        expect(readUserPrincipalName(load(file))).toEqual(san.upn === undefined ? [] : [san.upn]);
      });

      it(`${card}, ${slot}: is judged as OpenSSL does`, () => {
        expectAnswer(file, judge(load(file), roots, cas, undefined), openssl.path);
        expectAnswer(file, judge(load(file), roots, cas, crls), openssl['path+crl']);
      });
    }
  }

  it('lists only exceptions that differ from OpenSSL', () => {
    const expected = new Map(
      cards.flatMap(({ certs }) => certs).map((cert) => [cert.file, cert.openssl.path]),
    );
    for (const [file, exception] of EXCEPTIONS) {
      expect(expected.get(file)).toMatch(exception.expected);
      expect(exception.actual).not.toBe(exception.expected);
    }
  });

  const golden = cards.find(({ card }) => card.startsWith('46_'))?.certs[0];
  for (const { id, fault, trustAnchor, chain, openssl } of pathFaults) {
    it(`${id} ${fault}`, () => {
      const leaf = load(golden?.file ?? '');
      const intermediates = chain.filter((file) => file.endsWith('.crt')).map(load);
      expectAnswer(id, judge(leaf, [load(trustAnchor)], intermediates, undefined), openssl.path);
      expectAnswer(id, judge(leaf, [load(trustAnchor)], intermediates, crls), openssl['path+crl']);
    });
  }
});
