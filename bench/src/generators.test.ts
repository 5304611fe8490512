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
});

it('the plot has a mark for us and for every peer that stands', () => {
  const svg = drawPlot([{ case: 'a', unit: 'ms', ours: 2, limit: 1, peers: { one: 40, two: 'absent' } }]);
  expect(svg.match(/<circle/g)).toHaveLength(2);
  expect(svg).toContain('Signet 2.0');
  expect(svg).not.toContain('two');
});
