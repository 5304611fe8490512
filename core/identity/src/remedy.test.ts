import type { Check } from '@signet/pki';
import { expect, it } from 'vitest';
import { findRemedy, remedyOfCrl, remedyOfOcsp } from './remedy.ts';
import { describeSignInCode } from './sign-in-code.ts';

function failed(check: string, facts: Check['facts'] = {}): Check {
  return { check, rule: '', object: check, result: 'fail', detail: '', facts };
}

const UNREACHABLE = describeSignInCode('crl-unreachable').remedy;
const DOWN = remedyOfOcsp('ocsp-request');

it.each<[string, string, readonly Check[], string | undefined]>([
  [
    'the code’s, where the evidence knows no better',
    'crl-unreachable',
    [failed('crl-base-download')],
    UNREACHABLE,
  ],
  ['the responder’s, where it alone was asked', 'crl-unreachable', [failed('ocsp-request')], DOWN],
  [
    'both, where neither gave an answer',
    'crl-unreachable',
    [failed('crl-base-download', { failure: 'crl-unreachable' }), failed('ocsp-request')],
    `${UNREACHABLE} The OCSP responder gave no answer either: ${DOWN}`,
  ],
  [
    'both, where a CRL is required and none is configured',
    'crl-not-configured',
    [failed('ocsp-status')],
    `${describeSignInCode('crl-not-configured').remedy} The OCSP responder gave no answer either: ${remedyOfOcsp('ocsp-status')}`,
  ],
  [
    'by the fault of the list that was refused',
    'crl-signature-invalid',
    [failed('crl-base-download', { failure: 'crl-signature-invalid', fault: 'crl-algorithm' })],
    remedyOfCrl('crl-signature-invalid', 'crl-algorithm'),
  ],
  [
    'by the step that failed',
    'crl-unusable',
    [failed('crl-scope')],
    remedyOfCrl('crl-unusable', 'crl-scope'),
  ],
  [
    'that of the CA whose failure the code tells',
    'crl-unusable',
    [
      failed('crl-base-download', { failure: 'crl-signature-invalid', fault: 'crl-algorithm' }),
      failed('crl-base-download', { failure: 'crl-unusable', fault: 'crl-this-update' }),
    ],
    remedyOfCrl('crl-unusable', 'crl-this-update'),
  ],
  [
    'the code’s for what is not of revocation',
    'certificate-revoked',
    [failed('ocsp-entry')],
    describeSignInCode('certificate-revoked').remedy,
  ],
  ['none for a code that is not known', 'of-tomorrow', [], undefined],
])('finds the remedy: %s', (_, code, evidence, remedy) => {
  expect(findRemedy(code, evidence)).toBe(remedy);
});

it('takes no remedy from a name that only objects have', () => {
  expect(remedyOfCrl('crl-unusable', 'constructor')).toBe(describeSignInCode('crl-unusable').remedy);
  expect(remedyOfOcsp('toString')).toBe(DOWN);
});

it('does not say of a CRL in SHA-1 that it is of another CA', () => {
  expect(remedyOfCrl('crl-signature-invalid', 'crl-algorithm')).toMatch(/SHA-256/);
  expect(remedyOfCrl('crl-signature-invalid', 'crl-signer')).toBe(
    describeSignInCode('crl-signature-invalid').remedy,
  );
});
