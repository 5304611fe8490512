import { type GrantId, guid, type SignInFace } from '@signet/identity';
import type { SignInDecision } from '@signet/sign-in';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { type RequestedScopes, resolveScopes } from '../scopes.ts';
import { requireConsent } from './consented-scopes.ts';
import type { GrantRequest } from './grant-request.ts';
import { tokensOfNewGrant } from './new-grant-tokens.ts';
import { requireFactorsOfResource } from './resource-factors.ts';
import type { TokenResponse } from './write-response.ts';

/**
 * The scopes of the request. Refuses what could not be granted to anybody, before the proof is looked at, which may
 * be good only once.
 */
export async function readScopesOfRequest(
  { form, client }: GrantRequest,
  { directory, origins }: OidcOptions,
): Promise<RequestedScopes> {
  const scope = form.get('scope');
  if (scope === undefined) throw new OAuthError('scope-missing');
  return resolveScopes(scope, client.tenantId, directory, origins.graph);
}

/**
 * The tokens of a sign-in that came with the token request itself, so that no code was needed. A session begins
 * that no browser has: the tokens name it, and what ends sessions ends them.
 */
export async function tokensOfSignIn(
  { user, authentication }: Extract<SignInDecision, { verdict: 'accepted' }>,
  asked: RequestedScopes,
  face: SignInFace,
  request: GrantRequest,
  options: OidcOptions,
): Promise<TokenResponse> {
  const scopes = await requireConsent(asked, user.id, face, request, options);
  await requireFactorsOfResource(scopes, { userId: user.id, authentication, face }, request, options);
  const { session } = await options.sessions.start(user, authentication, request.context.now);
  const grantId = guid<GrantId>(options.random.guid());
  const about = { grantId, user, authentication, sessionId: session.id, scopes };
  return tokensOfNewGrant(about, face, request, options);
}
