import { type Authentication, type Directory, DirectoryError, guid, type UserId } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { type AccessTokenClaims, readAccessTokenClaims } from './access-token-claims.ts';
import { codeOfRevokedGrant, type RefreshTokenRefusal } from './grants.ts';
import type { KeyRing, RingKey } from './key-ring.ts';

/** Access tokens that come back: to Graph, to userinfo, to introspection, or as an assertion. */
export interface AccessTokens {
  /** Verifies signature, times and issuer. Whose audience it is, whoever asks compares. */
  read(token: string, now: UnixSeconds): Promise<ReadAccessToken>;
  /**
   * What a person's token came from, if that still stands: whoever uses it asks the sign-in decision about it next.
   * Costs two or three look-ups.
   */
  findSource(claims: AccessTokenClaims, now: UnixSeconds): Promise<AccessTokenSource>;
  /** From now on `isRevoked` says so, until the token would have ended anyway. */
  revoke(claims: AccessTokenClaims, now: UnixSeconds): Promise<void>;
  /** Resource servers that verify a token themselves do not ask, and cannot know. */
  isRevoked(claims: AccessTokenClaims, now: UnixSeconds): Promise<boolean>;
}

export type ReadAccessToken =
  | { readonly outcome: 'read'; readonly claims: AccessTokenClaims }
  | { readonly outcome: 'refused'; readonly because: AccessTokenFault };

/** `not-access-token`: signed here, but for another purpose, as an ID token is. */
export type AccessTokenFault = 'malformed' | 'signature' | 'expired' | 'not-access-token';

export type AccessTokenSource =
  | { readonly outcome: 'live'; readonly userId: UserId; readonly authentication: Authentication }
  | { readonly outcome: 'ended'; readonly code: RefreshTokenRefusal };

/**
 * Reads tokens of this login origin only; those that were revoked are kept in the directory until they would have
 * ended.
 */
export function createAccessTokens(services: {
  readonly directory: Directory;
  /** Whatever key may have signed one. */
  readonly keyRings: readonly Pick<KeyRing, 'published'>[];
  /** `https://login.example` without a slash at the end. */
  readonly loginOrigin: string;
}): AccessTokens {
  const { directory, keyRings, loginOrigin } = services;
  const states = directory.oneTimeStates;
  const isRevoked = async ({ tokenId }: AccessTokenClaims, now: UnixSeconds): Promise<boolean> =>
    (await states.find(REVOKED, tokenId, now)) !== undefined;
  return {
    isRevoked,
    async read(token, now) {
      if (token.length > MAX_TOKEN_LENGTH) return refused('malformed');
      const kid = readKeyId(token);
      if (kid === undefined) return refused('malformed');
      const published = await Promise.all(keyRings.map((ring) => ring.published(now)));
      const key = published.flat().find((candidate) => candidate.kid === kid);
      return key === undefined ? refused('signature') : verify(token, key, loginOrigin, now);
    },
    async findSource(claims, now) {
      if (await isRevoked(claims, now)) return { outcome: 'ended', code: 'grant-revoked' };
      // A grant outlives the browser's session, which is a day's, and knows better why both ended.
      const grant = claims.grantId && (await directory.grants.find(claims.grantId));
      if (!grant || grant.userId !== claims.objectId) return { outcome: 'ended', code: 'grant-revoked' };
      if (grant.revokedAt !== undefined) return { outcome: 'ended', code: codeOfRevokedGrant(grant) };
      const session = await directory.sessions.find(grant.sessionId);
      if (session?.endedAt !== undefined) return { outcome: 'ended', code: 'sessions-revoked' };
      const { authTime, amr, certificate } = grant;
      const userId = guid<UserId>(claims.objectId);
      return { outcome: 'live', userId, authentication: { authTime, amr, certificate } };
    },
    async revoke(claims, now) {
      if (await isRevoked(claims, now)) return;
      const state = { kind: REVOKED, id: claims.tokenId, value: '', expiresAt: claims.expiresAt };
      try {
        await states.add(state);
      } catch (error) {
        // Somebody else was quicker.
        if (!(error instanceof DirectoryError && error.code === 'already-exists')) throw error;
      }
    },
  };
}

async function verify(
  token: string,
  { publicKey, alg }: RingKey,
  loginOrigin: string,
  now: UnixSeconds,
): Promise<ReadAccessToken> {
  try {
    const { payload } = await jwtVerify(token, publicKey, {
      // RFC 8725 §3.1: the algorithm is the key's, never the token's to name.
      algorithms: [alg],
      typ: 'JWT',
      requiredClaims: ['exp', 'nbf', 'iat'],
      currentDate: new Date(now * 1000),
    });
    const claims = readAccessTokenClaims(payload);
    if (!claims) return refused('not-access-token');
    // RFC 7519 §4.1.1: an issuer per tenant, so that a token says nothing about another tenant.
    const issuer = `${loginOrigin}/${claims.tenantId}/${claims.ver === '1.0' ? '' : 'v2.0'}`;
    return claims.issuer === issuer ? { outcome: 'read', claims } : refused('signature');
  } catch (error) {
    if (error instanceof errors.JWTExpired) return refused('expired');
    if (error instanceof errors.JWSSignatureVerificationFailed) return refused('signature');
    if (error instanceof errors.JOSEError) return refused('malformed');
    throw error;
  }
}

function readKeyId(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}

function refused(because: AccessTokenFault): ReadAccessToken {
  return { outcome: 'refused', because };
}

const REVOKED = 'revoked-access-token';

/** Ours have about 1,500 characters, with two hundred groups 10,000. */
const MAX_TOKEN_LENGTH = 32_768;
