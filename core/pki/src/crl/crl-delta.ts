import { equalBytes } from '../equal-bytes.ts';
import { equalNames } from '../x509/name-match.ts';
import { type CrlCheck, crlCheck } from './crl-check.ts';
import { CRL_EXTENSION } from './crl-extensions.ts';
import type { CertificateList } from './types.ts';

/** A list with deltaCRLIndicator holds changes only: alone it would call every older revocation good. */
export function checkComplete(crl: CertificateList): CrlCheck {
  const complete = crl.extensions.deltaCRLIndicator === undefined;
  return crlCheck('crl-complete', 'RFC 5280 §5.2.4', crl, {
    result: complete ? 'pass' : 'fail',
    detail: complete ? 'The CRL is a complete one.' : 'This is a delta CRL where a complete one is needed.',
  });
}

/**
 * RFC 5280 §6.3.3 (c) and §5.2.4: whether the delta continues this complete list. `skipped`: the complete list
 * is as new as the delta, which then has nothing to add.
 */
export function checkDelta(complete: CertificateList, delta: CertificateList): CrlCheck {
  const fault = findMismatch(complete, delta) ?? findNumberGap(complete, delta);
  const rule = 'RFC 5280 §6.3.3 (c)';
  const facts = {
    crlNumber: String(complete.extensions.cRLNumber ?? ''),
    baseCrlNumber: String(delta.extensions.deltaCRLIndicator ?? ''),
    deltaCrlNumber: String(delta.extensions.cRLNumber ?? ''),
  };
  if (fault !== undefined)
    return crlCheck('crl-delta', rule, delta, { result: 'fail', detail: fault, facts });
  // RFC 5280 §5.2.4 (3): the complete CRL's number is less than the delta's. CAs of Microsoft publish both with
  // one number, so that this is the everyday case after a new base and no fault.
  const adds = numberOf(delta) > numberOf(complete);
  return crlCheck('crl-delta', rule, delta, {
    result: adds ? 'pass' : 'skipped',
    detail: adds
      ? 'The delta continues the complete CRL.'
      : 'The complete CRL is as new: the delta adds nothing.',
    facts,
  });
}

function findMismatch(complete: CertificateList, delta: CertificateList): string | undefined {
  if (delta.extensions.deltaCRLIndicator === undefined)
    return 'This is no delta CRL: it has no BaseCRLNumber.';
  if (!equalNames(complete.issuer, delta.issuer)) return 'Delta and complete CRL have different issuers.';
  if (!sameExtension(complete, delta, CRL_EXTENSION.issuingDistributionPoint)) {
    return 'Delta and complete CRL have different issuing distribution points.';
  }
  if (!sameExtension(complete, delta, CRL_EXTENSION.authorityKeyIdentifier)) {
    return 'Delta and complete CRL name different keys (authority key identifier).';
  }
  return undefined;
}

function findNumberGap(complete: CertificateList, delta: CertificateList): string | undefined {
  const { cRLNumber } = complete.extensions;
  const baseNumber = delta.extensions.deltaCRLIndicator;
  if (cRLNumber === undefined || delta.extensions.cRLNumber === undefined || baseNumber === undefined) {
    return 'Delta or complete CRL has no CRL number, so that their order is unknown.';
  }
  if (cRLNumber < baseNumber) return 'The complete CRL is older than the one that the delta starts from.';
  return undefined;
}

function sameExtension(a: CertificateList, b: CertificateList, extnID: string): boolean {
  const [left, right] = [a, b].map(
    (crl) => crl.extensions.all.find((one) => one.extnID === extnID)?.extnValue,
  );
  return left === undefined || right === undefined ? left === right : equalBytes(left, right);
}

function numberOf(crl: CertificateList): bigint {
  return crl.extensions.cRLNumber ?? 0n;
}
