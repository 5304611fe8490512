import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSignatureVerifier } from '@signet/crypto';
import { describe, expect, it } from 'vitest';
import { findVectors } from '../../../tests/_vectors.ts';
import {
  type Certificate,
  type Digest,
  parseCertificates,
  parseOCSPResponse,
  type RevocationStatus,
  readRevocationStatus,
  type SignatureVerifier,
  validatePath,
} from '../src/index.ts';

// The answers of real responders and OpenSSL's ways to falsify them. Each test is a path of one or two steps
// below its anchor, with answers for its certificates from the leaf up; the path is good only if every answer is.

const folder = findVectors('ocsp');

interface OcspTest {
  readonly id: string;
  readonly trustAnchor: string;
  readonly others: readonly string[];
  readonly ee: string;
  readonly responses: readonly string[];
  readonly at: string;
  readonly expect: string;
  readonly why: string | null;
}

const digest: Digest = (hash, data) => createHash(hash).update(data).digest();
const verifySignature = createSignatureVerifier();

describe.skipIf(folder === undefined)('OCSP answers of the OpenSSL set', () => {
  const { tests } = readIndex();
  it('has every test of the index', () => expect(tests.length).toBe(28));
  it.each(tests)('$id', (test) => {
    const verdict = judge(test, verifySignature);
    const expected = test.expect === 'valid' ? 'valid' : 'revocation-undetermined';
    expect(verdict.valid ? 'valid' : verdict.code).toBe(expected);
  });
  it.each(tests.filter(({ why }) => why !== null))('$id, for the reason that the source tells', (test) => {
    const words = /revocation checks failed: (.+)$/.exec(test.why ?? '')?.[1] ?? '';
    const fault = judge(test, verifierFor(words)).checks.find(
      ({ check, result }) => check.startsWith('ocsp-') && result === 'fail',
    );
    expect(fault?.check).toBe(FAULTS[words]);
  });
});

/** The source's words for the check that refuses the answer. */
const FAULTS: Readonly<Record<string, string>> = {
  'Unable to verify OCSP response signature': 'ocsp-signature',
  'Unable to verify OCSP response since response signing certificate could not be located': 'ocsp-responder',
  'Unable to verify OCSP response since response signing certificate could not be validated':
    'ocsp-responder',
  'OCSP response issuer name hash does not match': 'ocsp-certificate-id',
  'OCSP response issuer key hash does not match': 'ocsp-certificate-id',
};

// The hashes were falsified without signing anew, and the source compares them first. Here nothing in an answer counts
// before its signature does, so only with signatures let pass is it seen that the hashes are compared at all.
function verifierFor(words: string): SignatureVerifier {
  return words.endsWith('hash does not match') ? () => 'valid' : verifySignature;
}

function judge(test: OcspTest, verifySignature: SignatureVerifier) {
  const time = Date.parse(test.at) / 1000;
  const anchor = readPem(test.trustAnchor);
  const responses = test.responses.map((file) => parseOCSPResponse(readBase64(file)));
  const leaf = readPem(test.ee);
  const ask = (certificate: Certificate, issuer: Certificate): RevocationStatus => {
    const response = responses[certificate === leaf ? 0 : 1];
    // The source has no answer for one of the intermediates, and asks nothing there.
    if (response === undefined) return NOT_CHECKED;
    return readRevocationStatus(response, {
      certificate,
      issuer,
      time,
      verifySignature,
      digest,
      allow: ['sha1'],
      // CAcert's responder has no id-pkix-ocsp-nocheck, and the source looks up no responder.
      checkResponderRevocation: () => NOT_CHECKED,
    });
  };
  return validatePath({
    leaf,
    intermediates: test.others.map(readPem),
    anchors: [anchor],
    time,
    verifySignature,
    checkRevocation: ask,
    allow: ['sha1'],
  });
}

const NOT_CHECKED: RevocationStatus = { status: 'not-checked', checks: [] };

function readIndex(): { readonly tests: readonly OcspTest[] } {
  if (folder === undefined) return { tests: [] };
  return JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
}

function readPem(file: string): Certificate {
  const [certificate] = parseCertificates(readFileSync(join(folder ?? '', file)));
  if (certificate === undefined) throw new Error(`no certificate in ${file}`);
  return certificate;
}

function readBase64(file: string): Uint8Array {
  return Buffer.from(readFileSync(join(folder ?? '', file), 'latin1'), 'base64');
}
