import { createHash } from 'node:crypto';
import type { Handler, ListenerName, RequestContext, Routes } from '@signet/http';
import type { User } from '@signet/identity';
import type { AccessTokenClaims } from '@signet/tokens';
import { findUserOfToken } from './access-token-user.ts';
import { BearerError, bearerErrorResponse, readBearerToken } from './bearer.ts';
import { bearerPreflight, EXPOSED } from './cors.ts';
import type { OidcOptions } from './options.ts';
import { isGraph } from './resource.ts';

/**
 * The UserInfo endpoint (OpenID Connect Core §5.3), for access tokens of Microsoft Graph with the scope `openid`: at
 * Graph's address, as Entra's version 2 documents name it, and at that of version 1.
 */
export function userinfoRoutes(options: OidcOptions): Routes {
  const handler: Handler = async (request, context) => {
    const response = await answer(request, context, options);
    // No cookie is read: whoever holds the token may show the answer to any page.
    response.headers.set('access-control-allow-origin', '*');
    response.headers.set('access-control-expose-headers', EXPOSED);
    return response;
  };
  const listeners: readonly ListenerName[] = ['login', 'certificate'];
  return PATHS.flatMap((pattern) =>
    listeners.flatMap((listener) => [
      { listener, method: 'GET', pattern, handler },
      { listener, method: 'POST', pattern, handler },
      { listener, method: 'OPTIONS', pattern, handler: bearerPreflight },
    ]),
  );
}

async function answer(request: Request, context: RequestContext, options: OidcOptions): Promise<Response> {
  try {
    const claims = await readToken(await readBearerToken(request), context, options);
    const user = await findUserOfToken(claims, request, context, options);
    if (!user) throw invalid('The access token has been revoked, or what it came from has ended.');
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-ms-request-id': context.requestId,
    };
    return new Response(JSON.stringify(await describe(user, claims, options)), { headers });
  } catch (error) {
    if (error instanceof BearerError) return bearerErrorResponse(error, context);
    throw error;
  }
}

async function readToken(
  token: string,
  { now, peerCertificates: [peerCertificate] }: RequestContext,
  { accessTokens, origins }: OidcOptions,
): Promise<AccessTokenClaims> {
  const read = await accessTokens.read(token, now);
  if (read.outcome === 'refused') throw invalid(REFUSED[read.because]);
  const { claims } = read;
  if (!isGraph(claims.audience, origins.graph)) throw invalid('The access token is for another resource.');
  if (claims.idtyp !== 'user') throw invalid('The access token is of an application without a person.');
  // RFC 8705 §3: a bound token is good only with its certificate.
  if (claims.boundTo !== undefined && claims.boundTo !== thumbprintOf(peerCertificate))
    throw invalid('The access token is bound to a certificate that was not proved.');
  if (!claims.scopes.includes('openid'))
    throw new BearerError('insufficient_scope', 'The access token lacks the scope openid.', 'openid');
  return claims;
}

/** OpenID Connect Core §5.4; `sub` is that of the ID token of the same client (§5.3.2). */
async function describe(
  user: User,
  { scopes, clientId }: AccessTokenClaims,
  { tokens }: OidcOptions,
): Promise<Readonly<Record<string, unknown>>> {
  return {
    sub: await tokens.subjectOf(user, clientId),
    ...(scopes.includes('profile') && {
      name: user.displayName,
      preferred_username: user.userPrincipalName,
      ...(user.givenName !== undefined && { given_name: user.givenName }),
      ...(user.surname !== undefined && { family_name: user.surname }),
    }),
    ...(scopes.includes('email') && user.mail !== undefined && { email: user.mail }),
  };
}

function thumbprintOf(certificate: Uint8Array | undefined): string | undefined {
  return certificate && createHash('sha256').update(certificate).digest('base64url');
}

function invalid(description: string): BearerError {
  return new BearerError('invalid_token', description);
}

const REFUSED = {
  malformed: 'The access token cannot be read.',
  signature: 'The access token was not issued here.',
  expired: 'The access token has expired.',
  'not-access-token': 'The token is no access token.',
} as const;

const PATHS = ['/oidc/userinfo', '/{tenant}/openid/userinfo'] as const;
