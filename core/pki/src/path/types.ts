import type { CRLReason } from '../crl/types.ts';
import type { Check } from '../evidence.ts';
import type { SignatureVerifier } from '../signature-verifier.ts';
import type { UnixSeconds } from '../time.ts';
import type { Certificate } from '../x509/types.ts';

/** What one look at revocation said, with the checks that led there. */
export type RevocationStatus = { readonly checks: readonly Check[] } & (
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly revocationDate: UnixSeconds; readonly reason: CRLReason }
  /** Nothing to ask: no CRL is configured for this CA, or the caller switched revocation off. */
  | { readonly status: 'not-checked' }
  /** Revocation is configured and could not be shown to be good; `failure` is the revocation service's code. */
  | { readonly status: 'undetermined'; readonly failure: string }
);

/** Asked for each certificate of a path below its trust anchor; `issuer` is the next certificate up. */
export type RevocationChecker = (certificate: Certificate, issuer: Certificate) => RevocationStatus;

export interface PathRequest {
  readonly leaf: Certificate;
  /** Untrusted helpers for building: what the peer sent, what the directory holds. Any order, any number. */
  readonly intermediates: readonly Certificate[];
  /**
   * Trust anchors, roots or not. Their own validity, basic and name constraints and key usage count too; their
   * revocation does not. A leaf that is itself an anchor is no valid path.
   */
  readonly anchors: readonly Certificate[];
  readonly time: UnixSeconds;
  readonly verifySignature: SignatureVerifier;
  /** Absent: revocation is not part of this question. Signatures and everything else still are. */
  readonly checkRevocation?: RevocationChecker;
  /** The leaf must carry this extended key usage (or anyExtendedKeyUsage); absent: any purpose. */
  readonly requiredExtKeyUsage?: string;
  /** RFC 5280 §6.1.1 (c); default any-policy. */
  readonly userInitialPolicySet?: readonly string[];
  /** RFC 5280 §6.1.1 (e)–(g); default false. */
  readonly initialExplicitPolicy?: boolean;
  readonly initialPolicyMappingInhibit?: boolean;
  readonly initialAnyPolicyInhibit?: boolean;
  /** Named departures for old PKIs and test suites. */
  readonly allow?: readonly PathRelaxation[];
}

export type PathRelaxation = 'sha1' | 'dsa' | 'rsa1024';

/** Most useful first: among several candidate paths the one that failed latest in this list is told. */
export type PathFailureCode =
  | 'no-path'
  | 'issuer-unknown'
  | 'path-too-long'
  | 'work-budget-spent'
  | 'signature-invalid'
  | 'algorithm-not-allowed'
  | 'key-too-weak'
  | 'not-a-ca'
  | 'path-length-exceeded'
  | 'key-usage-violation'
  | 'unknown-critical-extension'
  | 'name-constraint-violation'
  | 'policy-violation'
  | 'extended-key-usage-violation'
  | 'not-yet-valid'
  | 'expired'
  | 'revocation-undetermined'
  | 'revoked';

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
