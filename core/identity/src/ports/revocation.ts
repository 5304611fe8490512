import type { Check, CRLReason, DistributionPoint, SerialNumber, UnixSeconds } from '@signet/pki';
import type { CertificateAuthority } from '../certificate-authority.ts';
import type { SignInCode } from '../sign-in-code.ts';

/** The reasons for which revocation cannot be determined: a part of the sign-in codes. */
export type RevocationFailure = Extract<SignInCode, `crl-${string}`>;

/** Answers whether a serial number of a CA of the trusted store is revoked; `@signet/revocation` implements it. */
export interface RevocationOracle {
  /**
   * Looks the serial up in the CA's CRL and delta CRL, downloading them first when nothing usable is cached
   * (at most 10 s and 20 MB each unless configured). Never throws for what the network or the CRL does: that is `undetermined`.
   */
  check(query: RevocationQuery): Promise<RevocationAnswer>;
}

export interface RevocationQuery {
  readonly authority: CertificateAuthority;
  readonly serialNumber: SerialNumber;
  /** Decides which CRLs apply (onlyContainsUserCerts, onlyContainsCACerts). */
  readonly subjectIsCA: boolean;
  /**
   * cRLDistributionPoints of the certificate: a CRL that names distribution points must name one of them, or the
   * URL configured on the CA. Absent where only issuer and serial number are known.
   */
  readonly distributionPoints?: readonly DistributionPoint[];
  /**
   * The user's StsRefreshTokensValidFrom: a CRL whose thisUpdate is not later than this proves nothing for
   * the user (Entra CBA with federation). It is fetched anew, and if that brings no later one the answer is
   * `undetermined` with `crl-older-than-valid-from`. A certificate that the old CRL lists is revoked all the same.
   */
  readonly publishedAfter: UnixSeconds | undefined;
}

export type RevocationAnswer = { readonly checks: readonly Check[] } & (
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly revocationDate: UnixSeconds; readonly reason: CRLReason }
  | { readonly status: 'not-checked' }
  | { readonly status: 'undetermined'; readonly failure: RevocationFailure }
);
