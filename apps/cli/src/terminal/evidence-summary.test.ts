import type { Check } from '@signet/pki';
import { expect, it } from 'vitest';
import { summarizeEvidence } from './evidence-summary.ts';
import type { Paint } from './paint.ts';

const same = (text: string): string => text;
const paint: Paint = { good: same, bad: same, quiet: same };

function check(object: string, name: string, result: Check['result'], detail: string): Check {
  return { check: name, rule: `rule of ${name}`, object, result, detail };
}

it('has a line for each object that passed, with what is telling of it', () => {
  const checks = [
    check('certificate A', 'signature', 'pass', 'Signed.'),
    check('CRL 1', 'crl-signature', 'pass', 'Signed.'),
    check('CRL 1', 'crl-next-update', 'pass', 'Current until then.'),
    check('certificate A', 'validity', 'pass', 'Valid.'),
    check('CRL 1', 'crl-entry', 'pass', 'Not listed.'),
  ];
  expect(summarizeEvidence(checks, paint).split('\n')).toEqual([
    '✓ certificate A: Valid.',
    '✓ CRL 1: Current until then. Not listed.',
    '5 checks passed; --all shows each with its rule.',
  ]);
});

it('says once what two checks found alike', () => {
  const checks = [
    check('PrincipalName a', 'user-binding', 'pass', 'Rank: 1.'),
    check('PrincipalName a', 'user-binding', 'pass', 'Rank: 1.'),
  ];
  expect(summarizeEvidence(checks, paint).split('\n')[0]).toBe('✓ PrincipalName a: Rank: 1.');
});

it('shows what failed whole, and what was judged before it by its number', () => {
  const checks = [
    check('certificate B', 'signature', 'pass', 'Signed.'),
    check('certificate A', 'signature', 'pass', 'Signed.'),
    check('certificate A', 'extended-key-usage', 'fail', 'Not for clients.'),
  ];
  expect(summarizeEvidence(checks, paint).split('\n')).toEqual([
    '✓ certificate B: 1 check passed.',
    '✗ certificate A',
    '  ✗ extended-key-usage  rule of extended-key-usage',
    '      Not for clients.',
    '2 checks passed; --all shows each with its rule.',
  ]);
});

it('never leaves out that revocation was not checked', () => {
  const checks = [
    check('base CRL http://a', 'crl-base-download', 'pass', 'Cached.'),
    check('CA A', 'revocation', 'pass', 'Not revoked.'),
    check('CA B', 'revocation', 'skipped', 'No CRL URL is configured.'),
  ];
  expect(summarizeEvidence(checks, paint).split('\n')).toEqual([
    '– CA B: No CRL URL is configured.',
    '2 checks passed; --all shows each with its rule.',
  ]);
});
