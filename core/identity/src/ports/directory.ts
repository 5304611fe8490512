import type { SerialNumber, UnixSeconds } from '@signet/pki';
import type { Application, AppRoleAssignment } from '../application.ts';
import type { AuditLogEntry } from '../audit-log.ts';
import type { AuthenticationContext } from '../authentication-context.ts';
import type { CertificateAuthority, PublicKeyInfrastructure } from '../certificate-authority.ts';
import type { Grant, GrantRevocation, RefreshToken, Session } from '../grant.ts';
import type { Group } from '../group.ts';
import type {
  ApplicationId,
  CertificateAuthorityId,
  GrantId,
  GroupId,
  PublicKeyInfrastructureId,
  RelyingPartyTrustId,
  SessionId,
  TenantId,
  UserId,
} from '../ids.ts';
import type { MetadataRefresh, MetadataSubject } from '../metadata-refresh.ts';
import type { PartnerSession } from '../partner-session.ts';
import type { PermissionGrant, PermissionGrantId } from '../permission-grant.ts';
import type { RelyingPartyTrust, SessionParticipant } from '../relying-party-trust.ts';
import type { SignInLogEntry } from '../sign-in-log.ts';
import type { Domain, Tenant } from '../tenant.ts';
import type { User } from '../user.ts';
import type { MailboxRepository, MailDeviceRepository } from './mailboxes.ts';
import type { RevocationFailure } from './revocation.ts';

/**
 * Everything that outlives a request. SQLite and PostgreSQL implement it in `@signet/directory`; one
 * conformance suite runs on both. What is absent is `undefined`; `DirectoryError` is thrown for conflicts
 * and for a store that cannot be reached. When a promise of a write resolves, the write is durable.
 */
export interface Directory extends AsyncDisposable {
  readonly tenants: TenantRepository;
  readonly domains: DomainRepository;
  readonly users: UserRepository;
  readonly groups: GroupRepository;
  readonly totpSecrets: TotpSecretRepository;
  readonly certificateAuthorities: CertificateAuthorityRepository;
  readonly publicKeyInfrastructures: PublicKeyInfrastructureRepository;
  readonly applications: ApplicationRepository;
  readonly permissionGrants: PermissionGrantRepository;
  readonly appRoleAssignments: AppRoleAssignmentRepository;
  readonly relyingPartyTrusts: RelyingPartyTrustRepository;
  readonly sessionParticipants: SessionParticipantRepository;
  readonly partnerSessions: PartnerSessionRepository;
  readonly metadataRefreshes: MetadataRefreshRepository;
  readonly signingKeys: SigningKeyRepository;
  readonly installationSecrets: InstallationSecretRepository;
  readonly sessions: SessionRepository;
  readonly grants: GrantRepository;
  readonly oneTimeStates: OneTimeStateRepository;
  readonly replays: ReplayRepository;
  readonly ocspResponses: OcspResponseRepository;
  readonly storedCrls: StoredCrlRepository;
  readonly crlPushes: CrlPushRepository;
  readonly certificateUses: CertificateUseRepository;
  readonly leases: LeaseRepository;
  readonly signInLog: SignInLogRepository;
  readonly auditLog: AuditLogRepository;
  readonly authenticationMethodPolicies: AuthenticationMethodPolicyRepository;
  readonly authenticationContexts: AuthenticationContextRepository;
  readonly passwords: PasswordRepository;
  readonly mailboxes: MailboxRepository;
  readonly mailDevices: MailDeviceRepository;
  /** All or nothing; the work sees its own writes. Not nested. */
  transaction<Result>(work: (directory: Directory) => Promise<Result>): Promise<Result>;
  /** Removes expired one-time states, OCSP responses, replay ids, sessions with who has to be told of their end, and refresh tokens. */
  removeExpired(now: UnixSeconds): Promise<void>;
}

/** One page of a listing; `next` is handed back to get the following one, absent on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

export interface PageRequest {
  /** 1 to 1000. */
  readonly limit: number;
  readonly after?: string;
}

export interface TenantRepository {
  add(tenant: Tenant): Promise<void>;
  find(id: TenantId): Promise<Tenant | undefined>;
  list(): Promise<readonly Tenant[]>;
  /**
   * For the rest of a transaction, the first to ask has the tenant for himself among those who ask: whoever reads and then
   * writes what he read begins with it, so that of two changes at once neither is lost.
   */
  hold(id: TenantId): Promise<void>;
}

export interface DomainRepository {
  add(domain: Domain): Promise<void>;
  update(domain: Domain): Promise<void>;
  /** Without regard to case. */
  find(name: string): Promise<Domain | undefined>;
  /** At most one: an issuerUri names one federated domain (protocols.md §7 item 11). */
  findByIssuerUri(issuerUri: string): Promise<Domain | undefined>;
  list(tenantId: TenantId): Promise<readonly Domain[]>;
  /** Whether there was such a domain; who still has a name in it is the caller's to ask (`users.findInDomain`). */
  remove(name: string): Promise<boolean>;
}

export interface UserRepository {
  add(user: User): Promise<void>;
  update(user: User): Promise<void>;
  /** Writes that in which the two differ, and leaves alone what somebody else changes of the user meanwhile. */
  change(before: User, after: User): Promise<void>;
  /**
   * For good, with all that is the user's: sessions, grants and their refresh tokens, consent, memberships, app role
   * assignments, second factor, password, mailbox. The logs stay. Absent already is no error.
   */
  remove(id: UserId): Promise<void>;
  /**
   * Sets stsRefreshTokensValidFrom and nothing else: who revokes sessions does not undo what somebody changes at the same
   * moment, as whoever disables the account may.
   */
  moveValidFrom(id: UserId, to: UnixSeconds): Promise<void>;
  find(id: UserId): Promise<User | undefined>;
  /** Without regard to case. */
  findByUserPrincipalName(userPrincipalName: string): Promise<User | undefined>;
  findByImmutableId(tenantId: TenantId, onPremisesImmutableId: string): Promise<User | undefined>;
  /** By a proxy address's address part, without regard to case. */
  findByProxyAddress(tenantId: TenantId, address: string): Promise<User | undefined>;
  /** By one of the values of certificateUserIds, as stored but for case. */
  findByCertificateUserId(tenantId: TenantId, value: string): Promise<User | undefined>;
  /** Anybody, of whichever tenant, whose userPrincipalName or mail address is in the domain. */
  findInDomain(name: string): Promise<User | undefined>;
  /** By userPrincipalName ascending. */
  list(tenantId: TenantId, page: PageRequest): Promise<Page<User>>;
}

export interface GroupRepository {
  add(group: Group): Promise<void>;
  /** With its memberships. */
  remove(id: GroupId): Promise<void>;
  find(id: GroupId): Promise<Group | undefined>;
  /** By displayName ascending. */
  list(tenantId: TenantId, page: PageRequest): Promise<Page<Group>>;
  /** Throws `DirectoryError` `already-exists` for who is a member. */
  addMember(id: GroupId, userId: UserId): Promise<void>;
  /** Whether there was such a member. */
  removeMember(id: GroupId, userId: UserId): Promise<boolean>;
  /** By id ascending. */
  listMembers(id: GroupId, page: PageRequest): Promise<Page<UserId>>;
  listOfUser(userId: UserId): Promise<readonly GroupId[]>;
}

/** The second factor of RFC 6238, one for each user who has any; the secret is encrypted at rest. */
export interface TotpSecretRepository {
  /** Takes the place of the one that was. */
  put(userId: UserId, secret: Uint8Array, at: UnixSeconds): Promise<void>;
  /** Whether there was one. */
  remove(userId: UserId): Promise<boolean>;
  find(userId: UserId): Promise<Uint8Array | undefined>;
  /**
   * Counts an attempt before it is judged. False: the user has made `limit` of them within the window and no
   * good one, or has no secret.
   */
  mayTry(
    userId: UserId,
    window: { readonly limit: number; readonly seconds: number },
    now: UnixSeconds,
  ): Promise<boolean>;
  /** True for the first who uses the code of this time step or of a later one; ends the counting. */
  useStep(userId: UserId, step: number): Promise<boolean>;
}

export interface CertificateAuthorityRepository {
  add(authority: CertificateAuthority): Promise<void>;
  update(authority: CertificateAuthority): Promise<void>;
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

export interface ApplicationRepository {
  add(application: Application): Promise<void>;
  /** Assignments of app roles that the application no longer has end with them. */
  update(application: Application): Promise<void>;
  /** With what it was allowed, what others were allowed at it, and its app role assignments on both sides. */
  remove(appId: ApplicationId): Promise<void>;
  find(appId: ApplicationId): Promise<Application | undefined>;
  findByIdentifierUri(tenantId: TenantId, identifierUri: string): Promise<Application | undefined>;
  list(tenantId: TenantId): Promise<readonly Application[]>;
  /** Whether some application of any tenant has a redirect URI of type `spa` at this origin. */
  hasSpaOrigin(origin: string): Promise<boolean>;
}

/** Consent. */
export interface PermissionGrantRepository {
  /** Adds the scopes to what the same principal allowed the same application at the same resource before. */
  add(grant: PermissionGrant): Promise<void>;
  /** Puts the scopes in place of those that the consent has. */
  update(grant: PermissionGrant): Promise<void>;
  remove(id: PermissionGrantId): Promise<void>;
  find(id: PermissionGrantId): Promise<PermissionGrant | undefined>;
  /** What an application may do for one person: the person's own consent and that for everybody. */
  listFor(clientId: ApplicationId, userId: UserId): Promise<readonly PermissionGrant[]>;
  /** By id ascending. */
  list(tenantId: TenantId, page: PageRequest): Promise<Page<PermissionGrant>>;
}

export interface AppRoleAssignmentRepository {
  /** Throws `already-exists` when the principal has the role already. */
  add(assignment: AppRoleAssignment): Promise<void>;
  /** Absent already is no error. */
  remove(tenantId: TenantId, id: string): Promise<void>;
  find(tenantId: TenantId, id: string): Promise<AppRoleAssignment | undefined>;
  /** Who has app roles of an application, by id ascending. */
  listOfResource(
    tenantId: TenantId,
    resourceId: ApplicationId,
    page: PageRequest,
  ): Promise<Page<AppRoleAssignment>>;
  /** In the order of their making. */
  listOfPrincipal(
    tenantId: TenantId,
    principalId: AppRoleAssignment['principalId'],
  ): Promise<readonly AppRoleAssignment[]>;
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

/** Which relying parties a browser's session at the federation server has to tell of its end. */
export interface SessionParticipantRepository {
  add(participant: SessionParticipant): Promise<void>;
  list(sessionId: string, now: UnixSeconds): Promise<readonly SessionParticipant[]>;
  /** Removes all of the session and answers those that have not expired, for one caller. */
  take(sessionId: string, now: UnixSeconds): Promise<readonly SessionParticipant[]>;
}

/** How federation partners that speak SAML name the sessions that they opened. */
export interface PartnerSessionRepository {
  add(session: PartnerSession): Promise<void>;
  find(sessionId: SessionId, now: UnixSeconds): Promise<PartnerSession | undefined>;
  /** All of one person at the partner; without indexes, every one (SAML 2.0 core §3.7.1). */
  listNamed(
    name: Pick<PartnerSession, 'domain' | 'nameId'> & { readonly sessionIndexes: readonly string[] },
    now: UnixSeconds,
  ): Promise<readonly PartnerSession[]>;
  remove(sessionId: SessionId): Promise<void>;
}

export interface MetadataRefreshRepository {
  /** Adds or replaces. */
  put(refresh: MetadataRefresh): Promise<void>;
  remove(subject: MetadataSubject): Promise<void>;
  find(subject: MetadataSubject): Promise<MetadataRefresh | undefined>;
  /** Those whose time has come, the longest overdue first; at most 100. */
  listDue(now: UnixSeconds): Promise<readonly MetadataRefresh[]>;
}

/** A private key and its certificate; the repository encrypts the private part at rest. */
export interface SigningKey {
  readonly id: string;
  /** `assertion-decryption`: partners encrypt for its certificate, and nothing is signed with it. */
  readonly use: 'token-signing' | 'token-signing-es256' | 'federation-signing' | 'assertion-decryption';
  /** PKCS #8 DER. */
  readonly privateKey: Uint8Array;
  /** Self-signed certificate, DER; the source of `kid`, `x5t` and `x5c`. */
  readonly certificate: Uint8Array;
  readonly notBefore: UnixSeconds;
  readonly notAfter: UnixSeconds;
  readonly createdAt: UnixSeconds;
}

export interface SigningKeyRepository {
  add(key: SigningKey): Promise<void>;
  remove(id: string): Promise<void>;
  /** Newest first. */
  list(use: SigningKey['use']): Promise<readonly SigningKey[]>;
}

/** Secrets that every process of the installation knows and that never change; encrypted at rest. */
export interface InstallationSecretRepository {
  /** The secret of this name; the candidate where there was none. Of any number of callers all get the same. */
  findOrAdd(name: string, candidate: Uint8Array): Promise<Uint8Array>;
}

export interface SessionRepository {
  add(session: Session): Promise<void>;
  find(id: SessionId): Promise<Session | undefined>;
  /** True for the one caller that ended it. */
  end(id: SessionId, at: UnixSeconds): Promise<boolean>;
  endAllOfUser(userId: UserId, at: UnixSeconds): Promise<number>;
  /** Neither ended nor expired; newest first, at most 100. */
  listLive(userId: UserId, now: UnixSeconds): Promise<readonly Session[]>;
}

export interface GrantRepository {
  add(grant: Grant): Promise<void>;
  find(id: GrantId): Promise<Grant | undefined>;
  revoke(id: GrantId, at: UnixSeconds, because: GrantRevocation): Promise<void>;
  /** The applications that had tokens of a session, ended grants too. */
  listClientsOfSession(sessionId: SessionId): Promise<readonly ApplicationId[]>;
  revokeAllOfSession(sessionId: SessionId, at: UnixSeconds, because: GrantRevocation): Promise<number>;
  revokeAllOfUser(userId: UserId, at: UnixSeconds, because: GrantRevocation): Promise<number>;
  addRefreshToken(token: RefreshToken): Promise<void>;
  findRefreshToken(sha256: string): Promise<RefreshToken | undefined>;
  /**
   * Remembers the code's outcome, adds the grant and its first refresh token: all of it, or neither grant nor token where the
   * outcome was remembered before or the session has ended. Whoever ends sessions first and grants after them therefore
   * ends what was granted meanwhile. A session that is gone had its day: what acts on behalf of somebody outlives it.
   */
  start(start: GrantStart): Promise<GrantStarted>;
  /**
   * Adds the successor and marks its predecessor as rotated unless it is already, together and only while their grant has
   * not ended: of two redemptions at the same moment one is the first. False, with nothing changed, where the grant has
   * ended or is not there.
   */
  succeedRefreshToken(sha256: string, successor: RefreshToken): Promise<boolean>;
}

export type GrantStarted = 'started' | 'remembered-before' | 'session-ended';

export interface GrantStart {
  readonly grant: Grant;
  readonly token: RefreshToken;
  readonly outcome: { readonly kind: string; readonly id: string; readonly expiresAt: UnixSeconds };
}

/**
 * Something handed out that may come back exactly once: an authorization code, the state of an interaction,
 * the result of a certificate prompt. `id` is a hash where the value handed out is a secret.
 */
export interface OneTimeState {
  readonly kind: string;
  readonly id: string;
  /** JSON text. */
  readonly value: string;
  readonly expiresAt: UnixSeconds;
}

export interface OneTimeStateRepository {
  add(state: OneTimeState): Promise<void>;
  /** Looks without consuming; expired and consumed states are absent. */
  find(kind: string, id: string, now: UnixSeconds): Promise<string | undefined>;
  /**
   * Atomic over all processes: of any number of callers one gets `first`; the rest get `again` until the
   * state has expired, so that the reuse of a code can revoke what its first use granted.
   */
  consume(
    kind: string,
    id: string,
    now: UnixSeconds,
  ): Promise<{ readonly outcome: 'first' | 'again'; readonly value: string } | undefined>;
}

export interface ReplayRepository {
  /** Remembers an id until it expires: true the first time, false ever after; atomic over all processes. */
  remember(kind: string, id: string, expiresAt: UnixSeconds): Promise<boolean>;
}

/** What a CA's responder signed of one certificate; whoever finds it checks it as if it came from the network. */
export interface StoredOcspResponse {
  /** SHA-256, lower-case hex, of what names CA, responder and serial number. */
  readonly id: string;
  /** DER of the OCSPResponse (RFC 6960 §4.2.1). */
  readonly response: Uint8Array;
  readonly expiresAt: UnixSeconds;
}

/** A cache that all processes share: of limited size, so that what was kept may be absent. */
export interface OcspResponseRepository {
  find(id: string, now: UnixSeconds): Promise<StoredOcspResponse | undefined>;
  /** In the place of what was kept of the id. */
  keep(response: StoredOcspResponse): Promise<void>;
  remove(id: string): Promise<void>;
}

/** The last good download of one CRL URL for one CA: a restart comes up with it. */
export interface StoredCrl {
  readonly certificateAuthorityId: CertificateAuthorityId;
  readonly part: 'base' | 'delta';
  readonly url: string;
  /** DER. */
  readonly crl: Uint8Array;
  /** Of the list; absent where nobody has read it. What `find` brings has to be read again. */
  readonly thisUpdate?: UnixSeconds;
  readonly crlNumber?: bigint | undefined;
  readonly downloadedAt: UnixSeconds;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

export interface StoredCrlVersion {
  /** SHA-256 of what `find` would bring, lower-case hex. */
  readonly sha256: string;
  /** When the server last said that this is its newest list: the download, or a later «not modified». */
  readonly confirmedAt: UnixSeconds;
}

/** Why the newest attempt to have one part of a CA's CRL failed, whichever process tried. */
export interface StoredCrlFailure {
  readonly certificateAuthorityId: CertificateAuthorityId;
  readonly part: StoredCrl['part'];
  readonly url: string;
  readonly failure: RevocationFailure;
  readonly reason: string;
  readonly at: UnixSeconds;
}

export interface StoredCrlRepository {
  /**
   * Adds or replaces. `older`: nothing was stored, because what is stored for the same URL has a later thisUpdate,
   * or the same and a higher number.
   */
  put(crl: StoredCrl): Promise<'stored' | 'older'>;
  find(id: CertificateAuthorityId, part: StoredCrl['part']): Promise<StoredCrl | undefined>;
  /** Tells cheaply that another process stored a new list, or asked for it and found none. */
  findVersion(id: CertificateAuthorityId, part: StoredCrl['part']): Promise<StoredCrlVersion | undefined>;
  /** The server has just said that the list with this SHA-256 is still its newest; nothing if another is stored. */
  confirm(
    id: CertificateAuthorityId,
    part: StoredCrl['part'],
    sha256: string,
    at: UnixSeconds,
  ): Promise<void>;
  /** Both parts of a CA, and what is kept of their failures. */
  remove(id: CertificateAuthorityId): Promise<void>;
  /** Adds or replaces; the list that is stored stays. */
  putFailure(failure: StoredCrlFailure): Promise<void>;
  findFailure(id: CertificateAuthorityId, part: StoredCrl['part']): Promise<StoredCrlFailure | undefined>;
  /** An attempt has succeeded. */
  removeFailure(id: CertificateAuthorityId, part: StoredCrl['part']): Promise<void>;
}

/** How long the sessions of newly revoked certificates outlived the CRL that revoked them. */
export interface CrlPush {
  readonly certificateAuthorityId: CertificateAuthorityId;
  readonly part: StoredCrl['part'];
  /** When the CRL had been fetched. */
  readonly seenAt: UnixSeconds;
  /** From then until the last session and grant had ended. */
  readonly milliseconds: number;
  readonly sessions: number;
  readonly grants: number;
}

/** The newest push of each CRL URL. */
export interface CrlPushRepository {
  /** Adds or replaces. */
  put(push: CrlPush): Promise<void>;
  find(id: CertificateAuthorityId, part: CrlPush['part']): Promise<CrlPush | undefined>;
}

/** The live sessions and grants of certificates, found by index however many there are. */
export interface CertificateUseRepository {
  /** Of these serial numbers those that a live session or grant came from. */
  findLive(
    id: CertificateAuthorityId,
    serialNumbers: readonly SerialNumber[],
  ): Promise<readonly SerialNumber[]>;
  /**
   * Serial numbers with a live session or grant in ascending order of their text, at most `limit`, after the given
   * one. Those that were ended count until they are settled.
   */
  listLive(
    id: CertificateAuthorityId,
    page: { readonly limit: number; readonly after: SerialNumber | undefined },
  ): Promise<readonly SerialNumber[]>;
  /**
   * Ends all that came from one certificate at a stroke, however many: from now on `find` tells it. `settle` is to
   * follow: until then what comes from the certificate later is ended, too.
   */
  end(certificate: CertificateUse, at: UnixSeconds): Promise<void>;
  /**
   * Writes into each session and grant of a CA, of every CA when none is named, that it has ended with its
   * certificate: a bounded number at a time, so that other writes come in between. Answers how many it has written.
   */
  settle(id?: CertificateAuthorityId): Promise<EndedUses>;
  /** Ends all whose certificate is past its notAfter. */
  endExpired(now: UnixSeconds): Promise<EndedUses>;
}

export interface CertificateUse {
  readonly certificateAuthorityId: CertificateAuthorityId;
  readonly serialNumber: SerialNumber;
  /** Only what was authenticated so: a word of `amr`. */
  readonly amr?: string;
}

export interface EndedUses {
  readonly sessions: number;
  readonly grants: number;
}

/** Work that one process at a time may do; a lease whose holder died runs out. */
export interface LeaseRepository {
  /** True when the holder now has it until `expiresAt`: it was free, had run out, or was the holder's own. */
  acquire(name: string, holder: string, now: UnixSeconds, expiresAt: UnixSeconds): Promise<boolean>;
  /** Nothing when another holder has taken it over meanwhile. */
  release(name: string, holder: string): Promise<void>;
}

export interface SignInLogRepository {
  add(entry: SignInLogEntry): Promise<void>;
  /** The last row of a request. */
  find(id: string): Promise<SignInLogEntry | undefined>;
  /** The last one added first. */
  list(filter: SignInLogFilter, page: PageRequest): Promise<Page<SignInLogEntry>>;
}

/** All that are given must hold. */
export interface SignInLogFilter {
  readonly tenantId?: string;
  readonly userId?: string;
  readonly correlationId?: string;
  readonly outcome?: 'success' | 'refused';
}

export interface AuditLogRepository {
  add(entry: AuditLogEntry): Promise<void>;
  /** The last row of an id, of this tenant. */
  find(tenantId: TenantId, id: string): Promise<AuditLogEntry | undefined>;
  /** The last one added first. */
  list(tenantId: TenantId, page: PageRequest): Promise<Page<AuditLogEntry>>;
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

/** Passwords of test users, and the attempts that count against guessing them. */
export interface PasswordRepository {
  /** Adds or replaces. `hash` holds its algorithm, cost and salt; what is hashed is nowhere. */
  put(userId: UserId, hash: string, setAt: UnixSeconds): Promise<void>;
  find(userId: UserId): Promise<string | undefined>;
  /** Whether there was one. */
  remove(userId: UserId): Promise<boolean>;
  addAttempt(attempt: PasswordAttemptRecord): Promise<void>;
  /** Those of the subject after `since`. */
  countAttempts(subject: string, since: UnixSeconds): Promise<number>;
  /** All of one request. */
  removeAttempts(id: string): Promise<void>;
}

export interface PasswordAttemptRecord {
  /** Of the request; it counts against several subjects. */
  readonly id: string;
  /** What is counted: an account in a network, a network, or that the account is known in a network. */
  readonly subject: string;
  readonly at: UnixSeconds;
}

export type DirectoryErrorCode = 'already-exists' | 'not-found' | 'unavailable' | 'corrupt' | 'not-writable';

/** Thrown by every implementation of `Directory`; `message` is one sentence that says what to do next. */
export class DirectoryError extends Error {
  override readonly name = 'DirectoryError';
  readonly code: DirectoryErrorCode;

  constructor(code: DirectoryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
