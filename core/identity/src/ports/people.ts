import type { UnixSeconds } from '@signet/pki';
import type { Group } from '../group.ts';
import type { GroupId, TenantId, UserId } from '../ids.ts';
import type { Domain, Tenant } from '../tenant.ts';
import type { User } from '../user.ts';
import type { Page, PageRequest } from './page.ts';

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
  /** At most one: an issuerUri names one federated domain. */
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
