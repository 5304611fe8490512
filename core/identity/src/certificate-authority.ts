import type { UnixSeconds } from '@signet/pki';
import type { CertificateAuthorityId, TenantId } from './ids.ts';

/** CertificateAuthorityInformation of the trusted-CA store (entra-cba.md §1.2), one certificate each. */
export interface CertificateAuthority {
  readonly id: CertificateAuthorityId;
  readonly tenantId: TenantId;
  /** trustedCertificate: DER. */
  readonly certificate: Uint8Array;
  /** authorityType RootAuthority. */
  readonly isRootAuthority: boolean;
  /** crlDistributionPoint. Absent: revocation is not checked for this CA. */
  readonly certificateRevocationListUrl: string | undefined;
  /** deltaCrlDistributionPoint. */
  readonly deltaCertificateRevocationListUrl: string | undefined;
  /**
   * OCSP responder (RFC 6960), asked where the CRLs give no answer. Signet's own: neither the trusted-CA store of
   * Entra ID nor Graph knows it. Absent: none is asked.
   */
  readonly ocspUrl?: string;
  /** trustedIssuer: the certificate's subject, leaf first: `CN=…, O=…`. */
  readonly issuer: string;
  /** trustedIssuerSKI: the certificate's own subject key identifier, 40 upper-case hex digits as a rule. */
  readonly issuerSki: string;
  readonly createdAt: UnixSeconds;
}
