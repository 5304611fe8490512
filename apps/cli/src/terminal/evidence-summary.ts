import { count } from '@signet/identity';
import type { Check } from '@signet/pki';
import { formatCheck } from './evidence-tree.ts';
import type { Paint } from './paint.ts';

/**
 * What decided: every check that failed, whole, and a line for each certificate, each CRL and the user with what is
 * telling of it. How many checks are left out is said.
 */
export function summarizeEvidence(checks: readonly Check[], paint: Paint): string {
  const lines = [...new Set(checks.map(({ object }) => object))].flatMap((object) =>
    summarizeObject(
      object,
      checks.filter((check) => check.object === object),
      paint,
    ),
  );
  const passed = checks.filter(({ result }) => result === 'pass').length;
  return [...lines, paint.quiet(`${count(passed, 'check')} passed; --all shows each with its rule.`)].join(
    '\n',
  );
}

function summarizeObject(object: string, checks: readonly Check[], paint: Paint): readonly string[] {
  const failed = checks.filter(({ result }) => result === 'fail');
  if (failed.length > 0) {
    return [`${paint.bad('✗')} ${object}`, ...failed.flatMap((check) => formatCheck(check, paint))];
  }
  const unchecked = checks.find(({ check, result }) => check === 'revocation' && result === 'skipped');
  if (unchecked) return [`${paint.quiet('–')} ${object}: ${unchecked.detail}`];
  const telling = new Set(checks.filter(({ check }) => TELLING.includes(check)).map(({ detail }) => detail));
  if (telling.size > 0) return [`${paint.good('✓')} ${object}: ${[...telling].join(' ')}`];
  if (checks.every(({ check }) => TOLD_ELSEWHERE.includes(check))) return [];
  return [`${paint.good('✓')} ${object}: ${count(checks.length, 'check')} passed.`];
}

/** Of all that is found about an object, what a person would ask for. */
const TELLING: readonly string[] = [
  'validity',
  'crl-next-update',
  'crl-entry',
  'ocsp-entry',
  'trust-store',
  'authentication-strength',
  'user-binding',
  'user-domain',
  'account-enabled',
];

/** What was fetched shows in the lines of the CRLs, and what a CA's lists came to in those of the certificates. */
const TOLD_ELSEWHERE: readonly string[] = [
  'crl-base-download',
  'crl-delta-download',
  'crl-revocation',
  'revocation',
];
