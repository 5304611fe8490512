import type { RevocationAnswer, RevocationFailure, RevocationOracle, SignInCode } from '@signet/identity';
import {
  type Certificate,
  type Check,
  type PathVerdict,
  type RevocationStatus,
  type SignatureVerifier,
  type UnixSeconds,
  validatePath,
} from '@signet/pki';
import { askKeyHolders, isKeyHolder } from './revocation-question.ts';
import type { TrustStore } from './trust-store.ts';

export interface PathQuestion {
  readonly leaf: Certificate;
  readonly trustStore: TrustStore;
  readonly now: UnixSeconds;
  /** Of the user whom the leaf names: an older CRL proves nothing for them. Not applied to CA certificates. */
  readonly publishedAfter: UnixSeconds | undefined;
  readonly requiredExtKeyUsage?: string;
}

/**
 * Judges a certificate against the trust store: path by RFC 5280 §6.1, revocation of each certificate below
 * the anchor at its own CA.
 *
 * Core validates without waiting, a CRL may have to be downloaded: so validation runs with the answers that
 * are known, notes which are missing, and runs again once they are there. While answers are missing no path
 * is good, so one run asks about every path: the second is the last as a rule.
 */
export async function judgePath(
  question: PathQuestion,
  services: { readonly revocation: RevocationOracle; readonly verifySignature: SignatureVerifier },
): Promise<PathVerdict> {
  const answers = new Map<Certificate, KeyAnswer[]>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const missing: { readonly certificate: Certificate; readonly issuer: Certificate }[] = [];
    const verdict = validatePath({
      leaf: question.leaf,
      // Only CAs of the store: one that the client sent along has no CRL configured (Entra CBA with federation).
      intermediates: question.trustStore.intermediates,
      anchors: question.trustStore.anchors,
      anchorTerms: (anchor) => question.trustStore.anchorTerms(anchor),
      time: question.now,
      verifySignature: services.verifySignature,
      ...(question.requiredExtKeyUsage === undefined
        ? {}
        : { requiredExtKeyUsage: question.requiredExtKeyUsage }),
      checkRevocation: (certificate, issuer): RevocationStatus => {
        // By the key that signed it too: with another key under the issuer's name it is another certificate's answer.
        const isSame = (one: { readonly issuer: Certificate }) => isKeyHolder(one.issuer, issuer);
        const known = answers.get(certificate)?.find(isSame);
        if (known) return known.answer;
        const isAsked = missing.some((one) => one.certificate === certificate && isSame(one));
        if (!isAsked) missing.push({ certificate, issuer });
        return PENDING;
      },
    });
    if (missing.length === 0) return verdict;
    await Promise.all(
      missing.map(async ({ certificate, issuer }) => {
        const answer = await askRevocation(question, certificate, issuer, services.revocation);
        answers.set(certificate, [...(answers.get(certificate) ?? []), { issuer, answer }]);
      }),
    );
  }
  throw new Error('revocation answers kept changing the path');
}

/** The sign-in code of a path failure. */
export function codeOfPathFailure(verdict: PathVerdict & { valid: false }): SignInCode {
  switch (verdict.code) {
    case 'no-path':
    case 'issuer-unknown':
      return 'certificate-untrusted';
    case 'not-yet-valid':
      return 'certificate-not-yet-valid';
    case 'expired':
      return 'certificate-expired';
    case 'revoked':
      return 'certificate-revoked';
    case 'revocation-undetermined':
      return (verdict.revocationFailure as RevocationFailure | undefined) ?? 'crl-unusable';
    default:
      return 'certificate-invalid';
  }
}

function askRevocation(
  question: PathQuestion,
  certificate: Certificate,
  issuer: Certificate,
  revocation: RevocationOracle,
): Promise<RevocationAnswer> {
  const isLeaf = certificate === question.leaf;
  const query = {
    serialNumber: certificate.serialNumber,
    subjectIsCA: certificate.extensions.basicConstraints?.cA ?? false,
    distributionPoints: certificate.extensions.cRLDistributionPoints ?? [],
    publishedAfter: isLeaf ? question.publishedAfter : undefined,
  };
  return askKeyHolders(issuer, query, question.trustStore, revocation);
}

/** What the CA with this key says of a certificate. */
interface KeyAnswer {
  readonly issuer: Certificate;
  readonly answer: RevocationAnswer;
}

const NO_CHECKS: readonly Check[] = [];
const PENDING: RevocationStatus = { status: 'undetermined', failure: 'crl-unusable', checks: NO_CHECKS };

/** Two are the rule; so many can only be a fault of ours. */
const MAX_ROUNDS = 12;
