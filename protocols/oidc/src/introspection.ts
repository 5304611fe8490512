import type { Routes } from '@signet/http';
import { type Application, isPublicClient } from '@signet/identity';
import type { AccessTokenClaims } from '@signet/tokens';
import { findUserOfToken } from './access-token-user.ts';
import { OAuthError } from './oauth-error.ts';
import type { OidcOptions } from './options.ts';
import { type ClientForm, clientEndpoint, readClientRequest } from './token/client-endpoint.ts';
import type { GrantRequest } from './token/grant-request.ts';
import { refuseRedemption } from './token/refusal.ts';

/** By the names of RFC 7662 §2.2; `tid`, `oid` and `roles` as in the token. */
type Introspection = { readonly active: false } | Readonly<Record<string, unknown>>;

/**
 * Token introspection (RFC 7662): a resource asks about what it was handed, a client about what it was given. Of
 * everything else it learns that it is not active, so that nobody can look for other people's tokens (§4).
 */
export function introspectionRoutes(options: OidcOptions): Routes {
  return clientEndpoint('introspect', 2, (asked) => introspect(asked, options), options);
}

async function introspect(asked: ClientForm, options: OidcOptions): Promise<Introspection> {
  const token = asked.form.get('token');
  if (token === undefined) throw new OAuthError('parameter-missing', '«token».');
  const request = await readClientRequest(asked, 'introspection', options);
  if (isPublicClient(request.client)) {
    const why = { rule: 'RFC 7662 §2.1', detail: 'A public client cannot introspect.' };
    return refuseRedemption('client-authentication-missing', 'introspection', why, request, options);
  }
  // Refresh tokens are random and have no dot, access tokens are JWTs: the hint is not needed.
  return token.includes('.')
    ? ofAccessToken(token, request, options)
    : ofRefreshToken(token, request, options);
}

async function ofAccessToken(
  token: string,
  { client, context, http }: GrantRequest,
  options: OidcOptions,
): Promise<Introspection> {
  const read = await options.accessTokens.read(token, context.now);
  if (read.outcome === 'refused') return INACTIVE;
  const { claims } = read;
  if (!concerns(client, claims)) return INACTIVE;
  if (claims.idtyp === 'app') {
    const application = await options.directory.applications.find(claims.clientId);
    const isLive = application && !(await options.accessTokens.isRevoked(claims, context.now));
    return isLive ? describe(claims) : INACTIVE;
  }
  const user = await findUserOfToken(claims, http, context, options);
  return user ? { ...describe(claims), username: user.userPrincipalName } : INACTIVE;
}

/** Its own tenant, and there its audience or its client. */
function concerns({ appId, tenantId, identifierUris }: Application, claims: AccessTokenClaims): boolean {
  if (claims.tenantId !== tenantId) return false;
  return [appId, ...identifierUris].includes(claims.audience) || claims.clientId === appId;
}

function describe(claims: AccessTokenClaims): Introspection {
  return {
    active: true,
    token_type: 'Bearer',
    client_id: claims.clientId,
    ...(claims.scopes.length === 0 ? {} : { scope: claims.scopes.join(' ') }),
    ...(claims.roles.length === 0 ? {} : { roles: claims.roles }),
    iss: claims.issuer,
    aud: claims.audience,
    sub: claims.subject,
    oid: claims.objectId,
    tid: claims.tenantId,
    jti: claims.tokenId,
    iat: claims.issuedAt,
    nbf: claims.notBefore,
    exp: claims.expiresAt,
    ...(claims.boundTo === undefined ? {} : { cnf: { 'x5t#S256': claims.boundTo } }),
  };
}

async function ofRefreshToken(
  token: string,
  { client, context }: GrantRequest,
  { grants, directory, tokens, origins }: OidcOptions,
): Promise<Introspection> {
  const found = await grants.inspect(token, client.appId, context.now);
  if (found.outcome === 'refused') return INACTIVE;
  const { grant } = found;
  const user = await directory.users.find(grant.userId);
  if (!user?.accountEnabled) return INACTIVE;
  return {
    active: true,
    client_id: client.appId,
    scope: grant.scopes.join(' '),
    iss: `${origins.login}/${grant.tenantId}/v2.0`,
    sub: await tokens.subjectOf(user, client.appId),
    username: user.userPrincipalName,
    oid: user.id,
    tid: grant.tenantId,
    iat: found.token.issuedAt,
    exp: found.token.expiresAt,
  };
}

const INACTIVE = { active: false } as const;
