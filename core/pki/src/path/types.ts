import type { CRLReason } from '../crl/types.ts';
import type { Check } from '../evidence.ts';
import type { SignatureVerifier } from '../signature-verifier.ts';
import type { UnixSeconds } from '../time.ts';
import type { Certificate, GeneralSubtree } from '../x509/types.ts';
import type { PathFailureCode } from './failure-codes.ts';

export type { PathFailureCode } from './failure-codes.ts';

/** What one look at revocation said, with the checks that led there. */
export type RevocationStatus = { readonly checks: readonly Check[] } & (
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly revocationDate: UnixSeconds; readonly reason: CRLReason }
  /** Nothing to ask: no CRL is configured for this CA, or the caller switched revocation off. */
  | { readonly status: 'not-checked' }
  /**
   * Revocation is configured and could not be shown to be good; `failure` is the revocation service's code, `reason` a
   * sentence on what is wrong with what was asked.
   */
  | { readonly status: 'undetermined'; readonly failure: string; readonly reason?: string }
);

/**
 * Asked for each certificate of a path below its trust anchor; `issuer` is the next certificate up, `anchor` the
 * last: RFC 5280 §6.3.3 (f) wants the path of a CRL issuer to end at the same one.
 */
export type RevocationChecker = (
  certificate: Certificate,
  issuer: Certificate,
  anchor: Certificate,
) => RevocationStatus;

export interface PathRequest {
  readonly leaf: Certificate;
  /** Untrusted helpers for building: what the peer sent, what the directory holds. Any order, any number. */
  readonly intermediates: readonly Certificate[];
  /**
   * Trust anchors, roots or not. Unless their terms say otherwise, their own validity, basic and name constraints,
   * key usage and extended key usage count too, and a leaf that is itself an anchor is no valid path. Their revocation never counts.
   */
  readonly anchors: readonly Certificate[];
  /** On which terms an anchor is trusted; absent, or nothing for an anchor: without any beyond its certificate. */
  readonly anchorTerms?: (anchor: Certificate) => AnchorTerms | undefined;
  readonly time: UnixSeconds;
  readonly verifySignature: SignatureVerifier;
  /** Absent: revocation is not part of this question. Signatures and everything else still are. */
  readonly checkRevocation?: RevocationChecker;
  /** The leaf must carry this extended key usage (or anyExtendedKeyUsage); absent: any purpose. */
  readonly requiredExtKeyUsage?: string;
  /** RFC 5280 §4.2.1.12: a leaf that carries extended key usages must carry each of these, or any. */
  readonly intendedExtKeyUsages?: readonly string[];
  /** RFC 5280 §6.1.1 (c); default any-policy. */
  readonly userInitialPolicySet?: readonly string[];
  /** RFC 5280 §6.1.1 (e)–(g); default false. */
  readonly initialExplicitPolicy?: boolean;
  readonly initialPolicyMappingInhibit?: boolean;
  readonly initialAnyPolicyInhibit?: boolean;
  /** Named departures for old PKIs and test suites. */
  readonly allow?: readonly PathRelaxation[];
}

export type PathRelaxation = 'sha1' | 'md5' | 'dsa' | 'rsa1024';

/**
 * What trust in an anchor is limited to, RFC 5280 §6.2 and RFC 5937 §3.2, and what is let pass below it. All of it
 * comes beside the anchor's own certificate, by whoever decided to trust it.
 */
export interface AnchorTerms {
  /**
   * `name-and-key`: of the anchor's certificate nothing else is looked at, as RFC 5280 §6.1.1 (d) has it, and a
   * leaf that is the same certificate is judged like any other. Default `enforced`.
   */
  readonly ownCertificate?: 'enforced' | 'name-and-key';
  /** CAs allowed between anchor and leaf, self-issued ones not counted. */
  readonly pathLenConstraint?: number;
  readonly permittedSubtrees?: readonly GeneralSubtree[];
  readonly excludedSubtrees?: readonly GeneralSubtree[];
  /** Intersected with the user-initial-policy-set. */
  readonly certificatePolicies?: readonly string[];
  readonly explicitPolicy?: boolean;
  readonly policyMappingInhibit?: boolean;
  readonly anyPolicyInhibit?: boolean;
  /** Purposes that the anchor is trusted for. */
  readonly extKeyUsage?: readonly string[];
  /** Named departures for paths that end here, beside those of the request. */
  readonly allow?: readonly PathRelaxation[];
}

export type PathVerdict = {
  /** Leaf first, the trust anchor last; for a failure the best candidate, perhaps the leaf alone. */
  readonly path: readonly Certificate[];
  readonly checks: readonly Check[];
} & (
  | {
      readonly valid: true;
      /**
       * user_constrained_policy_set in the anchor's terms, before any mapping: RFC 5280 §6.1.5 (g), RFC 9618 §5.5.
       * `2.5.29.32.0` among them means any.
       */
      readonly policies: readonly string[];
    }
  | {
      readonly valid: false;
      readonly code: PathFailureCode;
      readonly reason: string;
      /** Position in `path` of the certificate that failed. */
      readonly failedAt: number;
      /** The revocation service's own code, when that is what failed. */
      readonly revocationFailure?: string;
    }
);
