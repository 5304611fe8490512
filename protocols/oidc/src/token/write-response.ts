import type { SignedAccessToken } from '@signet/tokens';
import type { RequestedScopes } from '../scopes.ts';
import type { EndpointVersion } from '../version-1.ts';

/** The answer of the token endpoint (RFC 6749 §5.1), with Microsoft's additions. */
export type TokenResponse = {
  readonly token_type: 'Bearer';
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  /** Absent where there is no person. */
  readonly client_info?: string;
} & (
  | { readonly scope: string; readonly expires_in: number; readonly ext_expires_in: number }
  | {
      /** What the access token allows; version 1 has no OpenID scopes. */
      readonly scope?: string;
      // Version 1 writes numbers as texts.
      readonly expires_in: string;
      readonly ext_expires_in: string;
      readonly expires_on: string;
      readonly not_before: string;
      readonly resource: string;
    }
);

/** What is issued, before it is written. */
export interface IssuedTokens {
  readonly access: SignedAccessToken;
  readonly scopes: RequestedScopes;
  /** Values of the scopes of the access token; none for an application. */
  readonly permissions: readonly string[];
  readonly refreshToken?: string | undefined;
  readonly idToken?: string | undefined;
  readonly clientInfo?: string | undefined;
}

export function writeTokenResponse(
  { access, scopes, permissions, refreshToken, idToken, clientInfo }: IssuedTokens,
  version: EndpointVersion,
): TokenResponse {
  const tokens = {
    token_type: 'Bearer',
    access_token: access.accessToken,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(idToken === undefined ? {} : { id_token: idToken }),
    ...(clientInfo === undefined ? {} : { client_info: clientInfo }),
  } as const;
  if (version === 2) {
    const { expiresInSeconds } = access;
    // Every requested scope comes back, or msal-js never finds the token in its cache.
    const scope = scopes.requested.join(' ');
    return { ...tokens, scope, expires_in: expiresInSeconds, ext_expires_in: expiresInSeconds };
  }
  const seconds = String(access.expiresInSeconds);
  return {
    ...tokens,
    ...(permissions.length === 0 ? {} : { scope: permissions.join(' ') }),
    expires_in: seconds,
    ext_expires_in: seconds,
    expires_on: String(access.expiresAt),
    not_before: String(access.notBefore),
    resource: scopes.resource.uri ?? scopes.resource.audience,
  };
}
