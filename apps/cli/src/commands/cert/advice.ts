import { type CertificateList, equalNames, formatTime, type UnixSeconds } from '@signet/pki';
import type { VerifyCode } from './answer-case.ts';

/** A refusal with what was at hand for it. */
export interface Refusal {
  readonly code: VerifyCode;
  readonly revocationFailure: string | undefined;
  readonly hasAnchors: boolean;
  readonly crls: readonly CertificateList[];
  /** Absent: now. */
  readonly time: UnixSeconds | undefined;
}

/** What to bring or to name, in sentences; nothing where the fault is in the certificates. */
export function advise({ code, revocationFailure, hasAnchors, crls, time }: Refusal): readonly string[] {
  switch (code) {
    case 'revocation-undetermined':
      return adviseCrls(revocationFailure, crls);
    case 'not-yet-valid':
    case 'expired':
      return time === undefined ? [] : [`It was judged as of ${formatTime(time)}, as --time or «time» says.`];
    default:
      return adviseFiles(code, hasAnchors);
  }
}

/** Whether what is missing may be in a file that could not be used. */
export function dependsOnFiles(code: VerifyCode): boolean {
  return code === 'no-path' || code === 'issuer-unknown' || code === 'revocation-undetermined';
}

/** Who names no anchor trusts nobody, and would look for the fault in the certificate. */
function adviseFiles(code: VerifyCode, hasAnchors: boolean): readonly string[] {
  if (code !== 'no-path' && code !== 'issuer-unknown') return [];
  if (!hasAnchors)
    return [
      'No trust anchor was named: name the CA that you trust with --anchor, in a batch with «anchors».',
    ];
  return code === 'issuer-unknown'
    ? ['Name it with --intermediate, or with --anchor when you trust it.']
    : [];
}

/** Nothing is fetched here, so what is wanting has to be brought. */
function adviseCrls(failure: string | undefined, crls: readonly CertificateList[]): readonly string[] {
  switch (failure) {
    case 'crl-unreachable':
      return [
        'Name that of its issuer with --crl, in a batch with «crls».',
        ...(crls.filter(isDelta).some((delta) => isAlone(delta, crls)) ? [DELTA_ALONE] : []),
      ];
    case 'crl-expired':
      return ['Fetch the CRL anew, or judge at a time at which it was current with --time.'];
    default:
      return [];
  }
}

function isDelta({ extensions }: CertificateList): boolean {
  return extensions.deltaCRLIndicator !== undefined;
}

function isAlone(delta: CertificateList, crls: readonly CertificateList[]): boolean {
  return !crls.some((crl) => !isDelta(crl) && equalNames(crl.issuer, delta.issuer));
}

const DELTA_ALONE =
  'A delta CRL was named without the complete one that it adds to, and says nothing by itself.';
