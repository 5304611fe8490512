import type { UnixSeconds } from '@signet/pki';
import type { AuthenticationContext } from '../authentication-context.ts';
import type { CertificateAuthority, PublicKeyInfrastructure } from '../certificate-authority.ts';
import type {
  CertificateAuthorityId,
  PublicKeyInfrastructureId,
  RelyingPartyTrustId,
  TenantId,
} from '../ids.ts';
import type { MetadataRefresh, MetadataSubject } from '../metadata-refresh.ts';
import type { RelyingPartyTrust } from '../relying-party-trust.ts';

export interface CertificateAuthorityRepository {
  add(authority: CertificateAuthority): Promise<void>;
  /** What was stored of the CRL of a URL that is gone without another in its place is removed at one stroke with it. */
  update(authority: CertificateAuthority): Promise<void>;
  /** With all that was stored of its CRLs. */
  remove(id: CertificateAuthorityId): Promise<void>;
  find(id: CertificateAuthorityId): Promise<CertificateAuthority | undefined>;
  list(tenantId: TenantId): Promise<readonly CertificateAuthority[]>;
  listAll(): Promise<readonly CertificateAuthority[]>;
  /** From here on nothing above finds it; it can be restored for thirty days. */
  softDelete(id: CertificateAuthorityId, at: UnixSeconds): Promise<void>;
  findDeleted(id: CertificateAuthorityId): Promise<DeletedCertificateAuthority | undefined>;
  /** Throws `DirectoryError` `already-exists` when its certificate was added again meanwhile. */
  restore(id: CertificateAuthorityId): Promise<void>;
}

export type DeletedCertificateAuthority = CertificateAuthority & { readonly deletedAt: UnixSeconds };

/** The named PKIs of the PKI store; their CAs are with all others. */
export interface PublicKeyInfrastructureRepository {
  add(pki: PublicKeyInfrastructure): Promise<void>;
  update(pki: PublicKeyInfrastructure): Promise<void>;
  /** Deleted ones too: `deletedAt` tells. */
  find(id: PublicKeyInfrastructureId): Promise<PublicKeyInfrastructure | undefined>;
  /** Those that count, the oldest first. */
  list(tenantId: TenantId): Promise<readonly PublicKeyInfrastructure[]>;
  /** With its CAs. */
  softDelete(id: PublicKeyInfrastructureId, at: UnixSeconds): Promise<void>;
  /** With those of its CAs that were deleted together with it. */
  restore(id: PublicKeyInfrastructureId): Promise<void>;
}

export interface RelyingPartyTrustRepository {
  add(trust: RelyingPartyTrust): Promise<void>;
  update(trust: RelyingPartyTrust): Promise<void>;
  remove(id: RelyingPartyTrustId): Promise<void>;
  find(id: RelyingPartyTrustId): Promise<RelyingPartyTrust | undefined>;
  /** Letter by letter; disabled ones too. */
  findByIdentifier(tenantId: TenantId, identifier: string): Promise<RelyingPartyTrust | undefined>;
  /** By display name. */
  list(tenantId: TenantId): Promise<readonly RelyingPartyTrust[]>;
}

export interface MetadataRefreshRepository {
  /** Adds or replaces. */
  put(refresh: MetadataRefresh): Promise<void>;
  remove(subject: MetadataSubject): Promise<void>;
  find(subject: MetadataSubject): Promise<MetadataRefresh | undefined>;
  /** Those whose time has come, the longest overdue first; at most 100. */
  listDue(now: UnixSeconds): Promise<readonly MetadataRefresh[]>;
}

/** Policies as JSON text, by tenant and method: `X509Certificate`. What is absent has its defaults. */
export interface AuthenticationMethodPolicyRepository {
  /** Adds or replaces. */
  put(tenantId: TenantId, method: string, policy: string): Promise<void>;
  find(tenantId: TenantId, method: string): Promise<string | undefined>;
  remove(tenantId: TenantId, method: string): Promise<void>;
}

/** What APIs of a tenant can ask of a sign-in: few, at most 99. */
export interface AuthenticationContextRepository {
  /** Adds or replaces. */
  put(context: AuthenticationContext): Promise<void>;
  find(tenantId: TenantId, id: string): Promise<AuthenticationContext | undefined>;
  /** `c2` before `c10`. */
  list(tenantId: TenantId): Promise<readonly AuthenticationContext[]>;
  /** Whether there was one. */
  remove(tenantId: TenantId, id: string): Promise<boolean>;
}
