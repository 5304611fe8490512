import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSignatureVerifier } from '@signet/crypto';
import { describe, expect, it } from 'vitest';
import { readDivergences } from '../../../tests/_divergences.ts';
import { findVectors } from '../../../tests/_vectors.ts';
import {
  type Certificate,
  PkiError,
  parseCertificate,
  parseCertificateList,
  verifyCertificate,
} from '../src/index.ts';

// NIST PKITS 1.0.1, all tests, with revocation by the CRLs that each test names. The answers are NIST's.

const folder = findVectors('pkits');

interface PkitsInputs {
  readonly initialPolicySet: readonly string[];
  readonly explicitPolicy: boolean;
  readonly policyMappingInhibit: boolean;
  readonly anyPolicyInhibit: boolean;
}

interface PkitsTest {
  readonly id: string;
  readonly title: string;
  readonly chain: readonly string[];
  readonly crlIssuerCerts: readonly string[];
  readonly crls: readonly string[];
  readonly subtests: readonly {
    readonly id: string;
    readonly inputs: PkitsInputs;
    readonly expect: 'valid' | 'invalid';
    readonly userConstrainedPolicySet: readonly string[];
  }[];
}

interface Outcome {
  readonly answer: 'valid' | 'invalid';
  readonly policies: readonly string[];
  readonly code: string;
}

/** A test in here that answers as NIST does fails too. */
const EXCEPTIONS = readDivergences('PKITS');

/**
 * NIST says only that a path is invalid; these are the faults that each section is about, so that a path is
 * not refused for a wrong reason. `bad-bit-string`: NIST spoilt these signatures where X.690 is broken too.
 */
const CODES: Readonly<Record<string, readonly string[]>> = {
  '4.1': ['signature-invalid', 'bad-bit-string'],
  '4.2': ['not-yet-valid', 'expired'],
  '4.3': ['issuer-unknown'],
  '4.4': ['revoked', 'revocation-undetermined', 'bad-bit-string'],
  '4.5': ['revoked', 'not-a-ca'],
  '4.6': ['not-a-ca', 'path-length-exceeded'],
  '4.7': ['key-usage-violation', 'revocation-undetermined'],
  '4.8': ['policy-violation'],
  '4.9': ['policy-violation'],
  '4.10': ['policy-violation'],
  '4.11': ['policy-violation'],
  '4.12': ['policy-violation'],
  '4.13': ['name-constraint-violation'],
  '4.14': ['revoked', 'revocation-undetermined'],
  '4.15': ['revoked', 'revocation-undetermined'],
  '4.16': ['unknown-critical-extension'],
};

function codesOf(id: string): readonly string[] {
  return CODES[id.split('.').slice(0, 2).join('.')] ?? [];
}

const TIME = Date.UTC(2011, 3, 15) / 1000;
const verifySignature = createSignatureVerifier();

function runSubtest(test: PkitsTest, inputs: PkitsInputs): Outcome {
  const read = (path: string): Uint8Array => readFileSync(join(folder ?? '', path));
  const load = (path: string): Certificate => parseCertificate(read(path));
  try {
    const [anchor, ...below] = test.chain.map(load);
    const leaf = below.pop();
    if (anchor === undefined || leaf === undefined) throw new TypeError(`${test.id} has no chain`);
    const verdict = verifyCertificate({
      leaf,
      intermediates: [...below, ...test.crlIssuerCerts.map(load)],
      anchors: [anchor],
      crls: test.crls.map((path) => parseCertificateList(read(path))),
      time: TIME,
      verifySignature,
      allow: ['dsa', 'sha1'],
      userInitialPolicySet: inputs.initialPolicySet,
      initialExplicitPolicy: inputs.explicitPolicy,
      initialPolicyMappingInhibit: inputs.policyMappingInhibit,
      initialAnyPolicyInhibit: inputs.anyPolicyInhibit,
    });
    if (verdict.valid) return { answer: 'valid', policies: verdict.policies, code: '' };
    return { answer: 'invalid', policies: [], code: `${verdict.code}: ${verdict.reason}` };
  } catch (error) {
    if (error instanceof PkiError) return { answer: 'invalid', policies: [], code: error.code };
    throw error;
  }
}

describe.skipIf(folder === undefined)('PKITS', () => {
  const index = folder === undefined ? '{"tests":[]}' : readFileSync(join(folder, 'index.json'), 'utf8');
  const { tests } = JSON.parse(index) as { tests: readonly PkitsTest[] };

  it('holds all 224 tests', () => {
    expect(tests).toHaveLength(224);
  });

  for (const test of tests) {
    for (const { id, inputs, expect: expected, userConstrainedPolicySet } of test.subtests) {
      it(`${id} ${test.title}`, () => {
        const outcome = runSubtest(test, inputs);
        const exception = EXCEPTIONS.get(id);
        expect(outcome.answer, outcome.code).toBe(exception?.actual ?? expected);
        if (outcome.answer === 'invalid') expect(codesOf(id)).toContain(outcome.code.split(':')[0]);
        if (expected === 'valid' && exception === undefined) {
          expect([...outcome.policies].sort()).toEqual([...userConstrainedPolicySet].sort());
        }
      });
    }
  }

  it('lists only exceptions that differ from NIST', () => {
    const expected = new Map(tests.flatMap(({ subtests }) => subtests).map((test) => [test.id, test.expect]));
    for (const [id, exception] of EXCEPTIONS) {
      expect(exception.expected).toBe(expected.get(id));
      expect(exception.actual).not.toBe(exception.expected);
    }
  });
});
