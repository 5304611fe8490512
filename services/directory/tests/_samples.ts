import { randomBytes, randomUUID } from 'node:crypto';
import type {
  Application,
  AppRole,
  CertificateAuthority,
  Domain,
  FederationConfiguration,
  Grant,
  KeyCredential,
  RefreshToken,
  RelyingPartyTrust,
  Session,
  SessionParticipant,
  SignInLogEntry,
  SigningKey,
  StoredCrl,
  Tenant,
  TenantId,
  User,
  UserId,
} from '@signet/identity';

/** Any moment; nothing here looks at a clock. */
export const NOW = 1_795_000_000;

export function id<Id extends string>(): Id {
  return randomUUID() as string as Id;
}

export function bytes(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length));
}

export function tenant(changes: Partial<Tenant> = {}): Tenant {
  return { id: id(), displayName: 'Contoso', createdAt: NOW, ...changes };
}

export function domain(tenantId: TenantId, changes: Partial<Domain> = {}): Domain {
  return { name: `${randomUUID()}.example`, tenantId, isDefault: false, federation: undefined, ...changes };
}

export function federation(changes: Partial<FederationConfiguration> = {}): FederationConfiguration {
  return {
    id: randomUUID(),
    displayName: 'Contoso AD FS',
    issuerUri: `http://fs.contoso.example/${randomUUID()}`,
    passiveSignInUri: 'https://fs.contoso.example/adfs/ls/',
    activeSignInUri: 'https://fs.contoso.example/adfs/services/trust/2005/usernamemixed',
    signOutUri: undefined,
    metadataExchangeUri: undefined,
    signingCertificate: bytes(700),
    nextSigningCertificate: undefined,
    promptLoginBehavior: 'disabled',
    ...changes,
  };
}

export function user(tenantId: TenantId, changes: Partial<User> = {}): User {
  return {
    id: id(),
    tenantId,
    userPrincipalName: `${randomUUID()}@contoso.example`,
    displayName: 'Alice',
    mail: undefined,
    proxyAddresses: [],
    onPremisesImmutableId: undefined,
    certificateUserIds: [],
    accountEnabled: true,
    roles: [],
    stsRefreshTokensValidFrom: undefined,
    createdAt: NOW,
    ...changes,
  };
}

export function authority(
  tenantId: TenantId,
  changes: Partial<CertificateAuthority> = {},
): CertificateAuthority {
  return {
    id: id(),
    tenantId,
    certificate: bytes(900),
    isRootAuthority: false,
    certificateRevocationListUrl: 'http://crl.contoso.example/issuing.crl',
    deltaCertificateRevocationListUrl: undefined,
    issuer: 'CN=Issuing CA, O=Contoso',
    issuerSki: randomBytes(20).toString('hex').toUpperCase(),
    createdAt: NOW,
    ...changes,
  };
}

export function application(tenantId: TenantId, changes: Partial<Application> = {}): Application {
  return {
    appId: id(),
    tenantId,
    displayName: 'Mail',
    redirectUris: [{ type: 'web', uri: 'https://mail.example/callback' }],
    secrets: [{ keyId: randomUUID(), sha256: randomBytes(32).toString('hex'), hint: 'abc', endDate: NOW }],
    keyCredentials: [],
    identifierUris: [],
    oauth2PermissionScopes: [],
    requiredResourceAccess: [],
    frontchannelLogoutUri: undefined,
    appRoles: [],
    createdAt: NOW,
    ...changes,
  };
}

export function keyCredential(changes: Partial<KeyCredential> = {}): KeyCredential {
  return {
    keyId: randomUUID(),
    displayName: 'CN=Mail',
    certificate: randomBytes(900).toString('base64'),
    sha1: randomBytes(20).toString('hex'),
    sha256: randomBytes(32).toString('hex'),
    startDate: NOW,
    endDate: NOW + 86_400,
    ...changes,
  };
}

export function relyingPartyTrust(
  tenantId: TenantId,
  changes: Partial<RelyingPartyTrust> = {},
): RelyingPartyTrust {
  return {
    id: id(),
    tenantId,
    displayName: 'Intranet',
    state: 'enabled',
    identifiers: [`urn:contoso:${randomUUID()}`],
    assertionConsumerServices: [{ location: 'https://sp.example/acs', index: 0, isDefault: true }],
    singleLogoutServices: [],
    wsFederationUrls: [],
    signingCertificates: [],
    encryptionCertificate: undefined,
    nameIdFormat: undefined,
    unsignedRequests: 'accepted',
    signedParts: 'assertion',
    metadataUrl: undefined,
    createdAt: NOW,
    ...changes,
  };
}

export function appRole(changes: Partial<AppRole> = {}): AppRole {
  return {
    id: randomUUID(),
    value: 'Mail.Read.All',
    displayName: 'Read all mail',
    allowedMemberTypes: ['Application'],
    isEnabled: true,
    ...changes,
  };
}

export function sessionParticipant(
  relyingPartyTrustId: RelyingPartyTrust['id'],
  changes: Partial<SessionParticipant> = {},
): SessionParticipant {
  return {
    sessionId: randomBytes(32).toString('hex'),
    relyingPartyTrustId,
    nameId: 'alice@contoso.example',
    nameIdFormat: undefined,
    spNameQualifier: undefined,
    sessionIndex: `_${randomUUID()}`,
    expiresAt: NOW + 3600,
    ...changes,
  };
}

export function signingKey(changes: Partial<SigningKey> = {}): SigningKey {
  return {
    id: randomUUID(),
    use: 'token-signing',
    privateKey: bytes(1200),
    certificate: bytes(800),
    notBefore: NOW,
    notAfter: NOW + 86_400,
    createdAt: NOW,
    ...changes,
  };
}

/** A certificate that some CA of a store issued. */
export function certificate(certificateAuthorityId: CertificateAuthority['id'] = id()) {
  return {
    issuer: 'CN=Issuing CA, O=Contoso',
    serialNumber: '4d2f',
    certificateAuthorityId,
    notAfter: NOW + 86_400,
  };
}

export function session(ofUser: Pick<User, 'id' | 'tenantId'>, changes: Partial<Session> = {}): Session {
  return {
    id: id(),
    tenantId: ofUser.tenantId,
    userId: ofUser.id,
    authTime: NOW,
    amr: ['rsa', 'mfa'],
    certificate: certificate(),
    createdAt: NOW,
    expiresAt: NOW + 3600,
    endedAt: undefined,
    ...changes,
  };
}

export function grant(ofUser: Pick<User, 'id' | 'tenantId'>, changes: Partial<Grant> = {}): Grant {
  return {
    id: id(),
    tenantId: ofUser.tenantId,
    userId: ofUser.id,
    clientId: id(),
    sessionId: id(),
    scopes: ['openid', 'offline_access'],
    authTime: NOW,
    amr: ['rsa'],
    certificate: certificate(),
    createdAt: NOW,
    revokedAt: undefined,
    revokedBecause: undefined,
    ...changes,
  };
}

export function refreshToken(grantId: Grant['id'], changes: Partial<RefreshToken> = {}): RefreshToken {
  return {
    sha256: randomBytes(32).toString('hex'),
    grantId,
    issuedAt: NOW,
    expiresAt: NOW + 90 * 86_400,
    rotatedAt: undefined,
    ...changes,
  };
}

export function storedCrl(
  certificateAuthorityId: CertificateAuthority['id'],
  changes: Partial<StoredCrl> = {},
): StoredCrl {
  return {
    certificateAuthorityId,
    part: 'base',
    url: 'http://crl.contoso.example/issuing.crl',
    crl: bytes(500),
    downloadedAt: NOW,
    etag: undefined,
    lastModified: undefined,
    ...changes,
  };
}

export function signIn(changes: Partial<SignInLogEntry> = {}): SignInLogEntry {
  return {
    id: randomUUID(),
    createdAt: NOW,
    tenantId: id<TenantId>(),
    userId: id<UserId>(),
    userPrincipalName: 'alice@contoso.example',
    appId: randomUUID(),
    face: 'managed-certificate',
    correlationId: randomUUID(),
    ipAddress: '192.0.2.1',
    userAgent: 'Mozilla/5.0',
    code: 'certificate-revoked',
    errorCode: 500171,
    certificate: { subject: 'CN=Alice', issuer: 'CN=Issuing CA', serialNumber: '4d2f' },
    evidence: [
      {
        check: 'crl-entry',
        rule: 'RFC 5280 §6.3.3 (i)',
        object: 'CRL 7 of CN=Issuing CA',
        result: 'fail',
        detail: 'The serial number is on the list.',
        facts: { crlNumber: '7', entries: 3, delta: false },
      },
    ],
    ...changes,
  };
}
