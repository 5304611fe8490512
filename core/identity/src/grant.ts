import type { SerialNumber, UnixSeconds } from '@signet/pki';
import type { ApplicationId, CertificateAuthorityId, GrantId, SessionId, TenantId, UserId } from './ids.ts';

/**
 * The certificate that a session or grant came from, as kept in refresh tokens: enough to ask revocation
 * again (Entra CBA with federation). Indexed by issuer and serial so that a new CRL can end what it lists.
 */
export interface CertificateReference {
  /** Issuer name, leaf first: `CN=Issuing CA, O=Contoso`. */
  readonly issuer: string;
  readonly serialNumber: SerialNumber;
  /** The CA of the trusted store that issued it. */
  readonly certificateAuthorityId: CertificateAuthorityId;
  /**
   * The end of its validity. After it a CA may drop the certificate from its CRL (RFC 5280 §5), so that absence
   * there proves nothing. Unknown where a partner named the certificate without showing it.
   */
  readonly notAfter: UnixSeconds | undefined;
}

/** In `amr`: the sign-in came by a partner's assertion, which names a certificate's CA and does not show it. */
export const AMR_FEDERATED = 'fed';

/** In `amr`: the sign-in is worth two factors (RFC 8176 §2). */
export const AMR_MULTI_FACTOR = 'mfa';

/** How a person proved who they are; carried from the sign-in through session and grant into the tokens. */
export interface Authentication {
  readonly authTime: UnixSeconds;
  /** `amr` of the tokens: `rsa` for a certificate, `fed` for a federated sign-in. */
  readonly amr: readonly string[];
  readonly certificate: CertificateReference | undefined;
}

/** A browser's single sign-on session at the token service. */
export interface Session extends Authentication {
  readonly id: SessionId;
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly createdAt: UnixSeconds;
  readonly expiresAt: UnixSeconds;
  readonly endedAt: UnixSeconds | undefined;
}

/** What a user allowed one application; every refresh token of the family points here. */
export interface Grant extends Authentication {
  readonly id: GrantId;
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly clientId: ApplicationId;
  readonly sessionId: SessionId;
  readonly scopes: readonly string[];
  readonly createdAt: UnixSeconds;
  readonly revokedAt: UnixSeconds | undefined;
  readonly revokedBecause: GrantRevocation | undefined;
}

export type GrantRevocation =
  | 'authorization-code-reused'
  | 'refresh-token-reused'
  | 'certificate-revoked'
  | 'certificate-expired'
  | 'sessions-revoked'
  | 'signed-out'
  /** By the application that has it (RFC 7009). */
  | 'revoked-by-client';

/** One refresh token of a grant; the token itself is never stored, only its hash. */
export interface RefreshToken {
  /** SHA-256 of the token, lower-case hex. */
  readonly sha256: string;
  readonly grantId: GrantId;
  readonly issuedAt: UnixSeconds;
  readonly expiresAt: UnixSeconds;
  /** When its successor was handed out; afterwards it works only within the reuse grace. */
  readonly rotatedAt: UnixSeconds | undefined;
}
