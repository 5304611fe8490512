import type { Application, Authentication, GrantId, SessionId, User } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { ClientProof } from '@signet/tokens';
import type { OidcOptions } from '../options.ts';
import type { RequestedScopes } from '../scopes.ts';

/** protocols.md §1.6. */
export interface TokenResponse {
  readonly token_type: 'Bearer';
  readonly scope: string;
  readonly expires_in: number;
  readonly ext_expires_in: number;
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  /** Absent where there is no user. */
  readonly client_info?: string;
}

export interface TokenGrant {
  readonly user: User;
  readonly client: Application;
  readonly clientProof: ClientProof;
  readonly boundTo: string | undefined;
  readonly sessionId: SessionId;
  readonly grantId: GrantId;
  readonly authentication: Authentication;
  readonly ipAddress: string;
  readonly clientCapabilities: readonly string[];
  readonly scopes: RequestedScopes;
  readonly refreshToken: string | undefined;
  readonly idToken: boolean;
  readonly nonce: string | undefined;
}

export async function tokenResponse(
  grant: TokenGrant,
  now: UnixSeconds,
  options: OidcOptions,
): Promise<TokenResponse> {
  const { user, scopes, refreshToken, nonce } = grant;
  const [{ accessToken, expiresInSeconds }, idToken] = await Promise.all([
    options.tokens.accessToken(grant, scopes.resource, now),
    grant.idToken ? options.tokens.idToken(grant, { nonce, version: 2 }, now) : undefined,
  ]);
  return {
    token_type: 'Bearer',
    // Every requested scope comes back, or msal-js never finds the token in its cache.
    scope: scopes.requested.join(' '),
    expires_in: expiresInSeconds,
    ext_expires_in: expiresInSeconds,
    access_token: accessToken,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(idToken === undefined ? {} : { id_token: idToken }),
    client_info: clientInfo(user),
  };
}

/** base64url without padding: JS, Java and Go build their account id from it. */
function clientInfo(user: User): string {
  return Buffer.from(JSON.stringify({ uid: user.id, utid: user.tenantId })).toString('base64url');
}
