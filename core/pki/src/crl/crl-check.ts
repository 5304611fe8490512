import type { Check } from '../evidence.ts';
import { describeName } from '../x509/name-format.ts';
import type { CertificateList } from './types.ts';

/** The steps of RFC 5280 §6.3.3 as they appear in the evidence; a step that fails names the fault. */
export type CrlCheckName =
  /** Whether the list comes from the certificate that should have signed it. */
  | 'crl-signer'
  /** Whether the list's issuer may speak of the certificate in question. */
  | 'crl-issuer'
  | 'crl-key-identifier'
  | 'crl-key-usage'
  | 'crl-critical-extensions'
  | 'crl-algorithm'
  | 'crl-signature'
  | 'crl-this-update'
  | 'crl-next-update'
  | 'crl-complete'
  | 'crl-distribution-point'
  | 'crl-scope'
  | 'crl-reasons'
  | 'crl-delta'
  | 'crl-entry';

/** A `Check` about a CRL. */
export interface CrlCheck extends Check {
  readonly check: CrlCheckName;
}

/** What a run of steps came to; they stop at the first that fails. */
export interface CrlVerdict {
  readonly checks: readonly CrlCheck[];
  /** The step that failed; absent: the list may be used. */
  readonly fault: CrlCheck | undefined;
}

/** Makes the checks one after the other and stops at the first that fails: none of them helps after that. */
export function runChecks(steps: readonly (() => CrlCheck)[]): CrlVerdict {
  const checks: CrlCheck[] = [];
  for (const step of steps) {
    const check = step();
    checks.push(check);
    if (check.result === 'fail') return { checks, fault: check };
  }
  return { checks, fault: undefined };
}

/** What a step fills in: which list, which rule; the finding follows. */
export function crlCheck(
  check: CrlCheckName,
  rule: string,
  crl: CertificateList,
  finding: Pick<Check, 'result' | 'detail' | 'facts'>,
): CrlCheck {
  const { result, detail, facts } = finding;
  const object = describeCrl(crl);
  return facts === undefined
    ? { check, rule, object, result, detail }
    : { check, rule, object, result, detail, facts };
}

/** `CRL 42 of CN=Issuing CA, O=Contoso`. */
export function describeCrl(crl: CertificateList): string {
  const known = DESCRIPTIONS.get(crl);
  if (known !== undefined) return known;
  const description = writeDescription(crl);
  DESCRIPTIONS.set(crl, description);
  return description;
}

function writeDescription(crl: CertificateList): string {
  const { cRLNumber, deltaCRLIndicator } = crl.extensions;
  const kind = deltaCRLIndicator === undefined ? 'CRL' : 'delta CRL';
  return `${kind} ${cRLNumber === undefined ? '' : `${cRLNumber} `}of ${describeName(crl.issuer)}`;
}

// Every check of every sign-in under this list names it.
const DESCRIPTIONS = new WeakMap<CertificateList, string>();
