import { createSignatureVerifier } from '@signet/crypto';
import {
  createCrlRevocationChecker,
  PkiError,
  parseCertificate,
  parseCertificateList,
  validatePath,
  verifyCertificateList,
} from '@signet/pki';
import { describe, expect, it } from 'vitest';
import { hostileLists } from './cases/hostile.ts';
import { hostileCertificates } from './hostile/certificates.ts';
import { hostileResponses, readHostileResponse } from './hostile/ocsp.ts';
import { hostilePaths, judgePath } from './hostile/paths.ts';
import { makeAuthority, makeChain } from './make-chain.ts';
import { makeCrl, writeSerial } from './make-crl.ts';
import { drawPlot } from './plot.ts';

const verifySignature = createSignatureVerifier();
const time = Date.UTC(2027, 0, 1) / 1000;

describe('the generators of the bench', () => {
  it('make a signed CRL with every serial number that they say', () => {
    const { privateKey, name, keyIdentifier, certificate } = makeAuthority('Test CA', 'p-256');
    const crl = parseCertificateList(makeCrl({ entries: 500, privateKey, issuer: name, keyIdentifier }));
    expect(verifyCertificateList(crl, { issuer: parseCertificate(certificate), verifySignature }).fault).toBe(
      undefined,
    );
    expect(crl.entryCount).toBe(500);
    expect(crl.der.length / 500).toBeCloseTo(42, -1);
    const serial = new Uint8Array(16);
    for (let number = 0; number < 500; number++) {
      writeSerial(serial, 0, 16, number, 1);
      expect(crl.listsSerial(serial)).toBe(true);
      writeSerial(serial, 0, 16, number, 2);
      expect(crl.listsSerial(serial)).toBe(false);
    }
  });

  it.each(['rsa-2048', 'p-256'] as const)('make a chain of %s that is valid with its CRLs', (kind) => {
    const { root, issuing, rootCrl, issuingCrl, leaves } = makeChain({ kind, leaves: 2, revoked: 10 });
    const crls = [rootCrl, issuingCrl].map((der) => parseCertificateList(der));
    for (const leaf of leaves) {
      const verdict = validatePath({
        leaf: parseCertificate(leaf),
        anchors: [parseCertificate(root)],
        intermediates: [parseCertificate(issuing)],
        time,
        verifySignature,
        checkRevocation: createCrlRevocationChecker({
          crls,
          time,
          verifySignature,
          validateCrlIssuer: () => false,
        }),
      });
      expect(verdict.valid).toBe(true);
    }
  });

  it.each(Object.entries(hostileLists()))('make a list that is refused: %s', (_name, make) => {
    expect(() => parseCertificateList(make(1))).toThrow(PkiError);
  });

  // Little of it is harmless as a rule; so much that it is refused stands under the code.
  it.each([
    ['alternative-names', 'too-many-elements'],
    ['directory-names', 'too-many-elements'],
    ['extensions', 'too-many-elements'],
    // No part of a certificate may hold itself: the second level is already none of its own.
    ['nesting', 'unexpected-tag'],
    ['subject', 'too-many-elements'],
    ['subject-attribute', 'too-large'],
    ['object-identifier', 'bad-object-identifier'],
    ['policy-mappings', 'read'],
    ['alternative-name', 'read'],
    ['policies', 'read'],
    ['subtrees', 'read'],
    ['key-usages', 'read'],
    ['distribution-points', 'read'],
  ])('make a certificate of 60 KB with too many %s: %s', (name, code) => {
    expect(codeOf(() => parseCertificate(hostileCertificates()[name]?.(60 * 1024) ?? Buffer.of()))).toBe(
      code,
    );
  });

  it('name every hostile certificate above', () => {
    expect(Object.keys(hostileCertificates())).toHaveLength(13);
  });

  it.each(Object.entries(hostileResponses()))(
    'make an OCSP response of 60 KB with no answer: %s',
    (kind, make) => {
      const code = kind === 'nesting' ? 'unexpected-tag' : 'too-many-elements';
      expect(codeOf(() => readHostileResponse(make(60 * 1024)))).toBe(code);
    },
  );

  it.each([
    ['policies', 'policy-violation'],
    ['names', 'work-budget-spent'],
    ['mesh', 'signature-invalid'],
    ['ring', 'path-too-long'],
    ['one-name', 'signature-invalid'],
  ])('make certificates of 60 KB without a valid path, %s: %s', (name, code) => {
    const made = hostilePaths()[name]?.(60 * 1024);
    expect(made && judgePath(made)).toMatchObject({ valid: false, code });
  });
});

it('the plot has a mark for us and for every peer that stands', () => {
  const svg = drawPlot([{ case: 'a', unit: 'ms', ours: 2, limit: 1, peers: { one: 40, two: 'absent' } }]);
  expect(svg.match(/<circle/g)).toHaveLength(2);
  expect(svg).toContain('Signet 2.0');
  expect(svg).not.toContain('two');
});

function codeOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof PkiError) return error.code;
    throw error;
  }
}
