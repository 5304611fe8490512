import type { UnixSeconds } from '@signet/pki';
import type { Grant, GrantRevocation, RefreshToken, Session } from '../grant.ts';
import type { ApplicationId, GrantId, SessionId, UserId } from '../ids.ts';
import type { PartnerSession } from '../partner-session.ts';
import type { SessionParticipant } from '../relying-party-trust.ts';

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
