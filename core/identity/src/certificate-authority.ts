import type { PathRelaxation, UnixSeconds } from '@signet/pki';
import type { CertificateAuthorityId, PublicKeyInfrastructureId, TenantId } from './ids.ts';

/** What may be let pass for an old CA: the rest of `PathRelaxation` is for test suites. */
export type AuthorityRelaxation = Extract<PathRelaxation, 'sha1' | 'rsa1024'>;

export const AUTHORITY_RELAXATIONS: readonly AuthorityRelaxation[] = ['sha1', 'rsa1024'];

/** CertificateAuthorityInformation of the trusted-CA store (Entra CBA with federation), one certificate each. */
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
  /**
   * Named departures, Signet's own: of a trust anchor for the paths that end at it, and of each CA for its CRLs and
   * OCSP answers. Absent: none, so that SHA-1 and RSA keys under 2048 bits are refused.
   */
  readonly allow?: readonly AuthorityRelaxation[];
  /** trustedIssuer: the certificate's subject, leaf first: `CN=…, O=…`. */
  readonly issuer: string;
  /** trustedIssuerSKI: the certificate's own subject key identifier, 40 upper-case hex digits as a rule. */
  readonly issuerSki: string;
  readonly createdAt: UnixSeconds;
  /** The PKI that it was added to. Absent: it stands in the classic store, the flat list. */
  readonly publicKeyInfrastructureId?: PublicKeyInfrastructureId;
  /** PKI store only. */
  readonly displayName?: string;
  /** PKI store only: its name is sent as a hint; where no CA of a tenant has the flag, all names are. */
  readonly isIssuerHintEnabled?: boolean;
}

/** certificateBasedAuthPki: a named set of CAs of the PKI store. */
export interface PublicKeyInfrastructure {
  readonly id: PublicKeyInfrastructureId;
  readonly tenantId: TenantId;
  readonly displayName: string;
  /** Of the last upload of a file; `notStarted` before the first. */
  readonly status: 'notStarted' | 'running' | 'succeeded' | 'failed';
  readonly statusDetails: string;
  readonly createdAt: UnixSeconds;
  readonly lastModifiedAt: UnixSeconds;
  /** Absent: it counts. Thirty days later it is gone for good. */
  readonly deletedAt?: UnixSeconds;
}
