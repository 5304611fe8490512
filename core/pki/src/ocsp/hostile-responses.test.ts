import { createSignatureVerifier } from '@signet/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { der, integer, octetString, oid, sequence } from '../_der.ts';
import { issue, NOW } from '../_test-pki.ts';
import { PkiError } from '../error.ts';
import { answer, digest } from './_test-responder.ts';
import { encodeOCSPRequest } from './ocsp-request.ts';
import { MAX_OCSP_RESPONSE_BYTES, parseOCSPResponse } from './ocsp-response.ts';
import { readRevocationStatus } from './revocation-status.ts';

const ca = await issue({ subject: 'CN=Issuing CA', ca: true });
const alice = await issue({ subject: 'CN=Alice', issuer: ca });
const single = { certificate: alice.certificate, issuer: ca.certificate };
const whole = answer({ responder: ca, answers: [single], certs: [ca.certificate] });
const successful = (basic: Uint8Array, type = '1.3.6.1.5.5.7.48.1.1') =>
  sequence(integer(0, 0x0a), der(0xa0, sequence(oid(type), octetString(basic))));

function codeOf(bytes: Uint8Array): string {
  try {
    parseOCSPResponse(bytes);
    return 'parses';
  } catch (error) {
    if (error instanceof PkiError) return error.code;
    throw error;
  }
}

describe('an OCSP response made to harm', () => {
  it.each([
    ['nothing', new Uint8Array(), 'truncated'],
    ['a web page', Buffer.from('<html>'), 'unexpected-tag'],
    ['a status that is not defined', sequence(integer(4, 0x0a)), 'bad-ocsp'],
    ['success without an answer', sequence(integer(0, 0x0a)), 'bad-ocsp'],
    ['an answer of an unknown type', successful(sequence(), '1.2.3'), 'bad-ocsp'],
    ['an empty answer', successful(sequence()), 'truncated'],
    ['bytes after the end', Buffer.concat([whole, Uint8Array.of(0)]), 'trailing-bytes'],
    ['more than the budget', new Uint8Array(MAX_OCSP_RESPONSE_BYTES + 1), 'too-large'],
    [
      'more answers than anyone gives',
      answer({ responder: ca, answers: new Array(300).fill(single) }),
      'too-many-elements',
    ],
    [
      'more certificates than a chain has',
      answer({ responder: ca, answers: [single], certs: new Array(9).fill(ca.certificate) }),
      'too-many-elements',
    ],
  ])('is refused: %s', (_, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
  });

  it('is refused wherever it is cut off', () => {
    for (let length = 0; length < whole.length; length++) {
      expect(codeOf(whole.subarray(0, length))).not.toBe('parses');
    }
  });

  it('gives an error or a status, never another exception and never «good», when octets are changed', () => {
    const question = {
      ...single,
      time: NOW,
      digest,
      verifySignature: createSignatureVerifier(),
    };
    const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }));
    const certsStart = whole.length - ca.certificate.der.length;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = whole.slice();
        for (const [at, mask] of changes) bytes[at] = (whole[at] ?? 0) ^ mask;
        // What is sent along is not signed, and the CA itself needs none of it.
        if (bytes.every((octet, at) => octet === whole[at] || at >= certsStart)) return;
        if (codeOf(bytes) !== 'parses') return;
        expect(readRevocationStatus(parseOCSPResponse(bytes), question).status).not.toBe('good');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a request', () => {
  it('names issuer and serial number, and carries the nonce', () => {
    const nonce = Uint8Array.from({ length: 32 }, (_, i) => i);
    const request = Buffer.from(encodeOCSPRequest(alice.certificate, ca.certificate, digest, nonce));
    const { subjectPublicKey } = ca.certificate.subjectPublicKeyInfo;
    expect(request.includes(digest('sha1', alice.certificate.issuer.der))).toBe(true);
    expect(request.includes(digest('sha1', subjectPublicKey))).toBe(true);
    expect(request.includes(nonce)).toBe(true);
    const serialNumber = Number.parseInt(alice.certificate.serialNumber, 16);
    expect(request.includes(integer(serialNumber))).toBe(true);
  });
});
