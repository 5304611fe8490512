import type {
  ApplicationId,
  Authentication,
  Directory,
  Grant,
  GrantStarted,
  Random,
  RefreshToken,
  SignInCode,
} from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { type AuthorizationCode, sha256Hex } from './authorization-code.ts';
import { bindRefreshToken } from './bound-refresh-token.ts';

/** Grants and their families of rotating refresh tokens. */
export interface Grants {
  /**
   * Creates the grant of a code with its first refresh token; refused when the code came back a second time meanwhile,
   * or its session has ended. Grant and token are on disk together before this answers. `boundTo` is what the token is
   * bound to: a certificate, base64url of its SHA-256, or `CLIENT_BINDING`.
   */
  start(code: NewGrant, now: UnixSeconds, boundTo?: string): Promise<GrantStart>;
  /** A code came back: whatever its first use granted ends. */
  revokeForCodeReuse(code: AuthorizationCode, now: UnixSeconds): Promise<void>;
  /**
   * RFC 7009 §2.1: ends the grant of a refresh token, a rotated one too, if the client has it. Absent for a token that
   * nobody knows.
   */
  revokeByClient(
    refreshToken: string,
    clientId: ApplicationId,
    now: UnixSeconds,
  ): Promise<'revoked' | 'of-another-client' | undefined>;
  /** What a refresh token stands for, without using it. */
  inspect(refreshToken: string, clientId: ApplicationId, now: UnixSeconds): Promise<PresentedRefreshToken>;
  /**
   * What a presented refresh token stands for, before the sign-in decision is asked again. One that comes back long
   * after its successor ends the grant.
   */
  find(refreshToken: string, clientId: ApplicationId, now: UnixSeconds): Promise<PresentedRefreshToken>;
  /**
   * Hands out the successor and marks the presented token as rotated, in one transaction; refused when the
   * grant has ended since it was found.
   */
  rotate(
    presented: RefreshToken,
    grant: Grant,
    now: UnixSeconds,
    boundTo?: string,
  ): Promise<RotatedRefreshToken>;
}

/** What a grant is made of: an authorization code, or a sign-in that needed none. */
export type NewGrant = Authentication &
  Pick<
    AuthorizationCode,
    'grantId' | 'tenantId' | 'userId' | 'clientId' | 'sessionId' | 'redirectUriType' | 'scopes'
  >;

export interface StartedGrant {
  readonly grant: Grant;
  readonly refreshToken: string;
}

export type GrantStart =
  | ({ readonly outcome: 'started' } & StartedGrant)
  | { readonly outcome: 'refused'; readonly code: GrantStartRefusal };

export type GrantStartRefusal = Extract<SignInCode, 'authorization-code-reused' | 'sessions-revoked'>;

export type PresentedRefreshToken = LiveRefreshToken | RefusedRefreshToken;

export interface LiveRefreshToken {
  readonly outcome: 'live';
  readonly token: RefreshToken;
  readonly grant: Grant;
}

export type RotatedRefreshToken =
  | { readonly outcome: 'rotated'; readonly refreshToken: string }
  | RefusedRefreshToken;

export interface RefusedRefreshToken {
  readonly outcome: 'refused';
  readonly code: RefreshTokenRefusal;
  readonly grant: Grant | undefined;
}

/** Why a presented refresh token is worth nothing: by itself, or because its grant has ended. */
export type RefreshTokenRefusal = Extract<
  SignInCode,
  | 'refresh-token-invalid'
  | 'refresh-token-expired'
  | 'spa-refresh-token-expired'
  | 'refresh-token-reused'
  | 'certificate-revoked'
  | 'certificate-expired'
  | 'sessions-revoked'
  | 'grant-revoked'
>;

/** Over the directory; refresh tokens are kept as hashes. */
export function createGrants(services: { readonly directory: Directory; readonly random: Random }): Grants {
  const { directory, random } = services;
  const inspect: Grants['inspect'] = async (refreshToken, clientId, now) => {
    const token = await directory.grants.findRefreshToken(sha256Hex(refreshToken));
    const grant = token && (await directory.grants.find(token.grantId));
    if (!token || !grant || grant.clientId !== clientId) {
      return { outcome: 'refused', code: 'refresh-token-invalid', grant: undefined };
    }
    const code = findFault(token, grant, now);
    return code === undefined ? { outcome: 'live', token, grant } : { outcome: 'refused', code, grant };
  };
  return {
    async start(code, now, boundTo) {
      const grant = grantOf(code, now);
      const refreshToken = bindRefreshToken(random.secret(), boundTo);
      const token = firstToken(refreshToken, code, now);
      const outcome = { kind: CODE_OUTCOME, id: code.grantId, expiresAt: now + CODE_OUTCOME_SECONDS };
      // Whoever remembers first wins: a reuse of the code that came in between leaves nothing behind.
      const started = await directory.grants.start({ grant, token, outcome });
      if (started === 'started') return { outcome: 'started', grant, refreshToken };
      return { outcome: 'refused', code: REFUSED_STARTS[started] };
    },
    async revokeForCodeReuse(code, now) {
      await directory.replays.remember(CODE_OUTCOME, code.grantId, now + CODE_OUTCOME_SECONDS);
      await directory.grants.revoke(code.grantId, now, 'authorization-code-reused');
    },
    async revokeByClient(refreshToken, clientId, now) {
      const token = await directory.grants.findRefreshToken(sha256Hex(refreshToken));
      const grant = token && (await directory.grants.find(token.grantId));
      if (!grant) return undefined;
      if (grant.clientId !== clientId) return 'of-another-client';
      await directory.grants.revoke(grant.id, now, 'revoked-by-client');
      return 'revoked';
    },
    inspect,
    async find(refreshToken, clientId, now) {
      const found = await inspect(refreshToken, clientId, now);
      if (found.outcome === 'refused' && found.code === 'refresh-token-reused' && found.grant)
        await directory.grants.revoke(found.grant.id, now, 'refresh-token-reused');
      return found;
    },
    async rotate(presented, grant, now, boundTo) {
      const successor = bindRefreshToken(random.secret(), boundTo);
      // Whether this was the first time does not matter: within the grace both successors are good.
      const isRotated = await directory.grants.succeedRefreshToken(presented.sha256, {
        sha256: sha256Hex(successor),
        grantId: grant.id,
        issuedAt: now,
        expiresAt: hasFixedEnd(presented, grant) ? presented.expiresAt : now + REFRESH_TOKEN_SECONDS,
        rotatedAt: undefined,
      });
      if (isRotated) return { outcome: 'rotated', refreshToken: successor };
      // The sign-in decision may have waited for a CRL: what ended the grant meanwhile counts.
      const current = await directory.grants.find(grant.id);
      const code = current ? codeOfRevokedGrant(current) : 'refresh-token-invalid';
      return { outcome: 'refused', code, grant: current };
    },
  };
}

const REFUSED_STARTS = {
  'remembered-before': 'authorization-code-reused',
  'session-ended': 'sessions-revoked',
} as const satisfies Record<Exclude<GrantStarted, 'started'>, GrantStartRefusal>;

function findFault(token: RefreshToken, grant: Grant, now: UnixSeconds): RefreshTokenRefusal | undefined {
  if (grant.revokedAt !== undefined) return codeOfRevokedGrant(grant);
  if (token.expiresAt <= now)
    return hasFixedEnd(token, grant) ? 'spa-refresh-token-expired' : 'refresh-token-expired';
  const rotatedLongAgo = token.rotatedAt !== undefined && now - token.rotatedAt > REUSE_GRACE_SECONDS;
  return rotatedLongAgo ? 'refresh-token-reused' : undefined;
}

function grantOf(code: NewGrant, now: UnixSeconds): Grant {
  return {
    id: code.grantId,
    tenantId: code.tenantId,
    userId: code.userId,
    clientId: code.clientId,
    sessionId: code.sessionId,
    scopes: code.scopes,
    authTime: code.authTime,
    amr: code.amr,
    certificate: code.certificate,
    createdAt: now,
    revokedAt: undefined,
    revokedBecause: undefined,
  };
}

function firstToken(refreshToken: string, code: NewGrant, now: UnixSeconds): RefreshToken {
  const lifetime = code.redirectUriType === 'spa' ? SPA_REFRESH_TOKEN_SECONDS : REFRESH_TOKEN_SECONDS;
  return {
    sha256: sha256Hex(refreshToken),
    grantId: code.grantId,
    issuedAt: now,
    expiresAt: now + lifetime,
    rotatedAt: undefined,
  };
}

/** Refresh tokens of Entra: the tokens of a SPA end 24 hours after the sign-in, however often they rotate. */
function hasFixedEnd(token: RefreshToken, grant: Grant): boolean {
  return token.expiresAt <= grant.createdAt + SPA_REFRESH_TOKEN_SECONDS;
}

/** What is said of a grant that was revoked. */
export function codeOfRevokedGrant(grant: Grant): RefreshTokenRefusal {
  switch (grant.revokedBecause) {
    case 'certificate-revoked':
      return 'certificate-revoked';
    case 'certificate-expired':
      return 'certificate-expired';
    case 'sessions-revoked':
      return 'sessions-revoked';
    case 'refresh-token-reused':
      return 'refresh-token-reused';
    default:
      return 'grant-revoked';
  }
}

const CODE_OUTCOME = 'authorization-code-outcome';
/** Longer than any code lives. */
const CODE_OUTCOME_SECONDS = 3600;

/** Refresh tokens of Entra. */
const REFRESH_TOKEN_SECONDS = 90 * 86_400;
const SPA_REFRESH_TOKEN_SECONDS = 86_400;

/** MSAL retries and several processes may share one cache: a token is honoured this long after its successor. */
const REUSE_GRACE_SECONDS = 60;
