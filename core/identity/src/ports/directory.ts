import type { UnixSeconds } from '@signet/pki';
import type {
  ApplicationRepository,
  AppRoleAssignmentRepository,
  PermissionGrantRepository,
} from './applications.ts';
import type { AuditLogRepository, SignInLogRepository } from './logs.ts';
import type { MailboxRepository, MailDeviceRepository } from './mailboxes.ts';
import type {
  DomainRepository,
  GroupRepository,
  PasswordRepository,
  TenantRepository,
  TotpSecretRepository,
  UserRepository,
} from './people.ts';
import type { InstallationSecretRepository, SigningKeyRepository } from './secrets.ts';
import type {
  GrantRepository,
  OneTimeStateRepository,
  PartnerSessionRepository,
  ReplayRepository,
  SessionParticipantRepository,
  SessionRepository,
} from './sessions.ts';
import type {
  CertificateUseRepository,
  CrlPushRepository,
  LeaseRepository,
  OcspResponseRepository,
  StoredCrlRepository,
} from './stored-crls.ts';
import type {
  AuthenticationContextRepository,
  AuthenticationMethodPolicyRepository,
  CertificateAuthorityRepository,
  MetadataRefreshRepository,
  PublicKeyInfrastructureRepository,
  RelyingPartyTrustRepository,
} from './trust.ts';

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
