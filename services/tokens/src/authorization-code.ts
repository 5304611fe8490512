import { createHash } from 'node:crypto';
import type {
  ApplicationId,
  Authentication,
  Directory,
  GrantId,
  Random,
  RedirectUriType,
  SessionId,
  TenantId,
  UserId,
} from '@signet/identity';
import { guid } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';

/** What an authorization code stands for; bound to client, redirect URI, PKCE challenge and tenant. */
export interface AuthorizationCode extends Authentication {
  /** The grant that redeeming the code creates; known beforehand so that a reuse can revoke it. */
  readonly grantId: GrantId;
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly clientId: ApplicationId;
  readonly sessionId: SessionId;
  readonly redirectUri: string;
  readonly redirectUriType: RedirectUriType;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  /** Authentication contexts that the access token should name; absent: none. */
  readonly contexts?: readonly string[];
  /** S256 only (RFC 7636 §4.2; `plain` is refused at the authorize endpoint). */
  readonly codeChallenge: string | undefined;
}

export interface AuthorizationCodes {
  issue(code: Omit<AuthorizationCode, 'grantId'>, now: UnixSeconds): Promise<string>;
  /** Uses the code up. `again` is a reuse: whoever sees it revokes the grant (RFC 6749 §4.1.2). */
  take(
    code: string,
    now: UnixSeconds,
  ): Promise<{ readonly outcome: 'first' | 'again'; readonly code: AuthorizationCode } | undefined>;
}

/** Kept in the directory under the hash of the code, for five minutes. */
export function createAuthorizationCodes(services: {
  readonly directory: Directory;
  readonly random: Random;
}): AuthorizationCodes {
  const { directory, random } = services;
  return {
    async issue(code, now) {
      const secret = random.secret();
      const value: AuthorizationCode = { ...code, grantId: guid<GrantId>(random.guid()) };
      const id = sha256Hex(secret);
      await directory.oneTimeStates.add({
        kind: KIND,
        id,
        value: JSON.stringify(value),
        expiresAt: now + CODE_SECONDS,
      });
      return secret;
    },
    async take(code, now) {
      const taken = await directory.oneTimeStates.consume(KIND, sha256Hex(code), now);
      return taken && { outcome: taken.outcome, code: JSON.parse(taken.value) as AuthorizationCode };
    },
  };
}

/** RFC 7636 §4.6. */
export function verifyCodeVerifier(codeChallenge: string, codeVerifier: string): boolean {
  return createHash('sha256').update(codeVerifier).digest('base64url') === codeChallenge;
}

/** Lower case; of the text's UTF-8. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const KIND = 'authorization-code';

/** RFC 6749 §4.1.2 recommends ten minutes at most; a client redeems within seconds. */
const CODE_SECONDS = 300;
