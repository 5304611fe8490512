import type { Routes } from '@signet/http';
import { OAuthError } from './oauth-error.ts';
import type { OidcOptions } from './options.ts';
import { type ClientForm, clientEndpoint, readClientRequest } from './token/client-endpoint.ts';
import type { GrantRequest } from './token/grant-request.ts';
import { refuseRedemption } from './token/refusal.ts';

/**
 * Token revocation (RFC 7009): an application gives back what it was given. A refresh token ends its grant, whichever of
 * the family it is. An access token is refused from now on wherever somebody asks here: at Graph, userinfo and
 * introspection and as an assertion; resources that verify it themselves take it until it ends.
 */
export function revocationRoutes(options: OidcOptions): Routes {
  return clientEndpoint('revoke', 2, (asked) => revoke(asked, options), options);
}

/** §2.2: what nobody knows is revoked as it is, and that is no error. */
async function revoke(asked: ClientForm, options: OidcOptions): Promise<object> {
  const token = asked.form.get('token');
  if (token === undefined) throw new OAuthError('parameter-missing', '«token».');
  const request = await readClientRequest(asked, 'revocation', options);
  if (token.includes('.')) await revokeAccessToken(token, request, options);
  else await revokeRefreshToken(token, request, options);
  return {};
}

async function revokeRefreshToken(token: string, request: GrantRequest, options: OidcOptions): Promise<void> {
  const { client, context } = request;
  const outcome = await options.grants.revokeByClient(token, client.appId, context.now);
  if (outcome === 'of-another-client') await refuseOther(request, options);
}

async function revokeAccessToken(token: string, request: GrantRequest, options: OidcOptions): Promise<void> {
  const { now } = request.context;
  const read = await options.accessTokens.read(token, now);
  if (read.outcome === 'read') {
    if (read.claims.clientId !== request.client.appId) await refuseOther(request, options);
    await options.accessTokens.revoke(read.claims, now);
  } else if (read.because === 'not-access-token') {
    throw new OAuthError('token-type-unsupported');
  }
}

/** §2.1: the client is told. It holds the token of another, so that it learns nothing it could not try. */
function refuseOther(request: GrantRequest, options: OidcOptions): Promise<never> {
  const why = { rule: 'RFC 7009 §2.1', detail: 'The token was issued to another application.' };
  return refuseRedemption('refresh-token-invalid', 'revocation', why, request, options);
}
