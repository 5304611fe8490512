import type {
  CertificateAuthority,
  RevocationAnswer,
  RevocationFailure,
  RevocationOracle,
} from '@signet/identity';
import {
  type Check,
  formatTime,
  type OcspFailure,
  type OcspRevocationStatus,
  type UnixSeconds,
} from '@signet/pki';
import type { OcspClient } from './ocsp-client.ts';

/**
 * An oracle that asks the CA's responder where the CRLs give no answer: none configured, or undetermined. A CRL
 * that answers is enough: it names the same certificates, without a question per sign-in, and ends sessions by
 * itself when it changes. Where neither answers, the failure of the CRL is told with the evidence of both.
 */
export function withOcsp(crls: RevocationOracle, client: OcspClient): RevocationOracle {
  return {
    async check(query) {
      const answer = await crls.check(query);
      const { ocspUrl } = query.authority;
      if (ocspUrl === undefined || answer.status === 'good' || answer.status === 'revoked') return answer;
      const { publishedAfter, serialNumber, authority } = query;
      const ocsp = await client.ask(authority, ocspUrl, serialNumber, publishedAfter);
      return decide(authority, answer, judgeThisUpdate(ocsp, publishedAfter));
    },
  };
}

/** As for CRLs: what is not later than the user's valid-from may miss the revocation behind it. */
function judgeThisUpdate(
  ocsp: OcspRevocationStatus,
  publishedAfter: UnixSeconds | undefined,
): OcspRevocationStatus {
  const { status, validity } = ocsp;
  if (status !== 'good' || publishedAfter === undefined || validity === undefined) return ocsp;
  if (validity.thisUpdate > publishedAfter) return ocsp;
  const facts = { thisUpdate: formatTime(validity.thisUpdate), validFrom: formatTime(publishedAfter) };
  const check: Check = {
    check: 'ocsp-this-update',
    rule: 'Entra CBA: CRL Effective Date later than StsRefreshTokensValidFrom',
    object: 'thisUpdate of the OCSP answer',
    result: 'fail',
    detail: `${facts.thisUpdate} is not later than ${facts.validFrom}, from which the user’s sessions are valid.`,
    facts,
  };
  return { status: 'undetermined', failure: 'ocsp-expired', checks: [...ocsp.checks, check] };
}

function decide(
  authority: CertificateAuthority,
  crls: Extract<RevocationAnswer, { readonly status: 'not-checked' | 'undetermined' }>,
  ocsp: OcspRevocationStatus,
): RevocationAnswer {
  // What failed with the CRLs is told, and decides nothing when the responder does.
  const earlier = crls.checks.map((check) =>
    check.check === 'revocation' ? demoted(check, crls.status) : check,
  );
  switch (ocsp.status) {
    case 'good':
      return {
        status: 'good',
        checks: [
          ...earlier,
          ...ocsp.checks,
          conclusion(authority, 'pass', 'The certificate is not revoked.'),
        ],
      };
    case 'revoked': {
      const { revocationDate, reason } = ocsp;
      const facts = { revocationDate: formatTime(revocationDate), reason };
      const last = { ...conclusion(authority, 'fail', 'The certificate is revoked.'), facts };
      return { status: 'revoked', revocationDate, reason, checks: [...earlier, ...ocsp.checks, last] };
    }
    default: {
      const failure = crls.status === 'undetermined' ? crls.failure : FAILURES[failureOf(ocsp)];
      const silent =
        crls.status === 'undetermined'
          ? 'Neither the CRLs nor the responder give an answer.'
          : 'The OCSP responder gives no answer.';
      const last = conclusion(authority, 'fail', silent);
      return { status: 'undetermined', failure, checks: [...earlier, ...ocsp.checks, last] };
    }
  }
}

function conclusion(authority: CertificateAuthority, result: Check['result'], detail: string): Check {
  return {
    check: 'revocation',
    rule: 'Signet: OCSP is asked where the CRLs give no answer',
    object: `CA ${authority.issuer}`,
    result,
    detail,
  };
}

function demoted(check: Check, status: 'not-checked' | 'undetermined'): Check {
  const detail =
    status === 'not-checked'
      ? 'No CRL URL is configured on this CA: its OCSP responder is asked.'
      : check.detail;
  return { ...check, check: 'crl-revocation', result: 'skipped', detail };
}

function failureOf(ocsp: OcspRevocationStatus): OcspFailure {
  return ocsp.status === 'undetermined' && ocsp.failure in FAILURES
    ? (ocsp.failure as OcspFailure)
    : 'ocsp-unusable';
}

/** Sign-in codes know CRLs, as Entra ID's do; the evidence says that it was a responder. */
const FAILURES: Readonly<Record<OcspFailure, RevocationFailure>> = {
  'ocsp-unreachable': 'crl-unreachable',
  'ocsp-expired': 'crl-expired',
  'ocsp-signature-invalid': 'crl-signature-invalid',
  'ocsp-unusable': 'crl-unusable',
};
