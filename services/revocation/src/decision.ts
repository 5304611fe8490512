import type { CertificateAuthority, RevocationAnswer, RevocationFailure } from '@signet/identity';
import { type Check, formatTime, type RevokedCertificate } from '@signet/pki';

/** What the CRLs of one CA came to; the rows of the decision table. */
export type Outcome =
  | { readonly row: 'no-url' | 'not-listed' }
  | { readonly row: 'listed'; readonly entry: RevokedCertificate }
  | { readonly row: RevocationFailure; readonly reason?: string };

/** The answer of a row, with one last check that names it. */
export function decide(
  authority: CertificateAuthority,
  outcome: Outcome,
  checks: readonly Check[],
): RevocationAnswer {
  const { rule, detail } = DECISIONS[outcome.row];
  const check: Check = {
    check: 'revocation',
    rule: `Entra CBA: ${rule}`,
    object: `CA ${authority.issuer}`,
    result: outcome.row === 'no-url' ? 'skipped' : outcome.row === 'not-listed' ? 'pass' : 'fail',
    detail: 'reason' in outcome ? `${detail} ${outcome.reason}` : detail,
  };
  const all = [...checks, check];
  switch (outcome.row) {
    case 'no-url':
      return { status: 'not-checked', checks: all };
    case 'not-listed':
      return { status: 'good', checks: all };
    case 'listed': {
      const { revocationDate, reason } = outcome.entry;
      const facts = { revocationDate: formatTime(revocationDate), reason };
      return { status: 'revoked', revocationDate, reason, checks: [...checks, { ...check, facts }] };
    }
    default:
      return { status: 'undetermined', failure: outcome.row, checks: all };
  }
}

const DECISIONS = {
  'no-url': {
    rule: 'a CA without CRL URL is not checked',
    detail: 'No CRL URL is configured on this CA, so a revoked certificate would pass.',
  },
  'not-listed': {
    rule: 'the serial number is not on a current CRL',
    detail: 'The certificate is not revoked.',
  },
  listed: { rule: 'a serial number on the CRL is refused', detail: 'The certificate is revoked.' },
  'crl-not-configured': {
    rule: 'with «Require CRL validation» a CA without CRL URL is refused unless it is exempt',
    detail: 'No CRL URL is configured on this CA.',
  },
  'crl-delta-without-base': {
    rule: 'a delta CRL URL needs a base CRL URL',
    detail: 'Only a delta CRL URL is configured on this CA.',
  },
  'crl-unreachable': {
    rule: 'no usable CRL cached and the URL answers with an error',
    detail: 'The CRL could not be downloaded.',
  },
  'crl-timeout': {
    rule: 'the CRL must arrive within the time limit',
    detail: 'The CRL did not arrive in time.',
  },
  'crl-download-running': {
    rule: 'while a download is in progress the others are told so',
    detail: 'The CRL is still being downloaded.',
  },
  'crl-too-large': {
    rule: 'the CRL must be within the size limit',
    detail: 'The CRL is larger than the limit.',
  },
  'crl-malformed': {
    rule: 'the download must be a CRL',
    detail: 'The download is no CRL.',
  },
  'crl-signature-invalid': {
    rule: 'CRL issuer is the CA, its AKI is the CA’s SKI, signed by the CA',
    detail: 'The CRL is not one of this CA.',
  },
  'crl-expired': {
    rule: 'a CRL past Next Update that cannot be refreshed is refused',
    detail: 'There is no current CRL.',
  },
  'crl-older-than-valid-from': {
    rule: 'CRL Effective Date later than StsRefreshTokensValidFrom',
    detail: 'The CRL is too old to prove anything for this user.',
  },
  'crl-unusable': {
    rule: 'base and delta CRL must both be valid and cover the certificate',
    detail: 'The CRL does not answer for this certificate.',
  },
} as const satisfies Record<Outcome['row'], { readonly rule: string; readonly detail: string }>;
