import { type GrantId, guid, type SignInFace } from '@signet/identity';
import type { SignInDecision } from '@signet/sign-in';
import { readClaimsRequest } from '../claims-request.ts';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { resolveScopes } from '../scopes.ts';
import { consentedScopes } from './consented-scopes.ts';
import type { GrantRequest } from './grant-request.ts';
import { type TokenResponse, tokenResponse } from './token-response.ts';

/** Refuses what could not be granted to anybody, before the proof is looked at, which may be good only once. */
export async function checkScopesOfRequest(
  { form, client }: GrantRequest,
  { directory, origins }: OidcOptions,
): Promise<void> {
  const scope = form.get('scope');
  if (scope === undefined) throw new OAuthError('scope-missing');
  await resolveScopes(scope, client.tenantId, directory, origins.graph);
}

/**
 * The tokens of a sign-in that came with the token request itself, so that no code was needed. A session begins
 * that no browser has: the tokens name it, and what ends sessions ends them.
 */
export async function tokensOfSignIn(
  { user, authentication }: Extract<SignInDecision, { verdict: 'accepted' }>,
  face: SignInFace,
  request: GrantRequest,
  options: OidcOptions,
): Promise<TokenResponse> {
  const { form, client, clientProof, boundTo, refreshBoundTo, context } = request;
  const scopes = await consentedScopes(form.get('scope') ?? '', user.id, face, request, options);
  const { capabilities: clientCapabilities } = readClaimsRequest(form.get('claims'));
  const { session } = await options.sessions.start(user, authentication, context.now);
  const grant = {
    grantId: guid<GrantId>(options.random.guid()),
    tenantId: user.tenantId,
    userId: user.id,
    clientId: client.appId,
    sessionId: session.id,
    redirectUriType: 'publicClient',
    scopes: scopes.requested,
    ...authentication,
  } as const;
  const started = scopes.offlineAccess
    ? await options.grants.start(grant, context.now, refreshBoundTo)
    : undefined;
  return tokenResponse(
    {
      user,
      client,
      clientProof,
      boundTo,
      sessionId: session.id,
      authentication,
      clientCapabilities,
      scopes,
      refreshToken: started?.refreshToken,
      idToken: scopes.openid,
      nonce: undefined,
    },
    context.now,
    options,
  );
}
