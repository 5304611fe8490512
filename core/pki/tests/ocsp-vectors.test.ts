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
}

const digest: Digest = (hash, data) => createHash(hash).update(data).digest();
const verifySignature = createSignatureVerifier();

describe.skipIf(folder === undefined)('OCSP answers of the OpenSSL set', () => {
  const { tests } = readIndex();
  it('has every test of the index', () => expect(tests.length).toBe(28));
  it.each(tests)('$id', (test) => {
    const verdict = judge(test);
    expect(verdict.valid ? 'valid' : `${verdict.code}: ${verdict.revocationFailure}`).toMatch(
      test.expect === 'valid' ? /^valid$/ : /^revocation-undetermined: ocsp-/,
    );
  });
});

function judge(test: OcspTest) {
  const time = Date.parse(test.at) / 1000;
  const anchor = readPem(test.trustAnchor);
  const responses = test.responses.map((file) => parseOCSPResponse(readBase64(file)));
  const leaf = readPem(test.ee);
  const ask = (certificate: Certificate, issuer: Certificate): RevocationStatus => {
    // The source has no answer for one of the intermediates, and asks nothing there.
    if (certificate !== leaf && responses.length === 1) return NOT_CHECKED;
    const answers = responses.map((response) =>
      readRevocationStatus(response, {
        certificate,
        issuer,
        time,
        verifySignature,
        digest,
        allow: ['sha1'],
        // CAcert's responder has no id-pkix-ocsp-nocheck, and the source looks up no responder.
        checkResponderRevocation: () => NOT_CHECKED,
      }),
    );
    return answers.find(({ status }) => status !== 'undetermined') ?? answers[0] ?? NO_ANSWER;
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
const NO_ANSWER: RevocationStatus = { status: 'undetermined', failure: 'ocsp-unreachable', checks: [] };

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
