import { clientFacts } from '@signet/http';
import { type GrantId, guid, OIDC_SCOPES, type UserId } from '@signet/identity';
import type { SignInDecision } from '@signet/sign-in';
import { MULTI_FACTOR_CLAIMS } from '../claims-request.ts';
import { readConsent } from '../consent/granted-scopes.ts';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { type RequestedScopes, withoutOidcScopes } from '../scopes.ts';
import { requireConsent } from './consented-scopes.ts';
import type { GrantRequest } from './grant-request.ts';
import { tokensOfNewGrant } from './new-grant-tokens.ts';
import { readUserAssertion, refuseOnBehalfOf, type UserAssertion } from './on-behalf-of-assertion.ts';
import { refusedContinuation } from './refused-continuation.ts';
import { requireFactorsOfResource } from './resource-factors.ts';
import { readScopesOfRequest } from './sign-in-tokens.ts';
import type { TokenResponse } from './write-response.ts';

/**
 * Microsoft's on-behalf-of flow, in the form of RFC 7523 §2.1: a service that was called with a person's access token hands it in
 * for one of the next service, for the same person. The new grant has the session and the certificate of the first, so
 * that what ends those ends it too.
 */
export async function redeemOnBehalfOf(request: GrantRequest, options: OidcOptions): Promise<TokenResponse> {
  const { form, clientProof } = request;
  const presented = form.get('assertion');
  const use = form.get('requested_token_use');
  if (presented === undefined) throw new OAuthError('parameter-missing', '«assertion».');
  if (use === undefined) throw new OAuthError('parameter-missing', '«requested_token_use».');
  if (use !== 'on_behalf_of') throw new OAuthError('grant-unsupported');
  // Anybody could take the token that a public client was called with further.
  if (clientProof === 'none') {
    return refuseOnBehalfOf(
      'client-authentication-missing',
      'A public client acts on behalf of nobody.',
      request,
      options,
    );
  }
  const asked = await readScopesOfRequest(request, options);
  const claims = await readUserAssertion(presented, request, options);
  const { user, authentication } = await judge(claims, request, options);
  const about = { userId: user.id, authentication, face: 'on-behalf-of' } as const;
  await requireFactorsOfResource(asked, about, request, options);
  const meant = await dropUnconsented(asked, user.id, request, options);
  const scopes = await requireConsent(meant, user.id, 'on-behalf-of', request, options);
  const grantId = guid<GrantId>(options.random.guid());
  const granted = { grantId, user, authentication, sessionId: claims.sessionId, scopes };
  const tokens = await tokensOfNewGrant(granted, 'on-behalf-of', request, options);
  await confirm(claims, grantId, request, options);
  return tokens;
}

/** Whoever ended the session or its grants while the new one was being made did not see it. */
async function confirm(
  claims: UserAssertion,
  grantId: GrantId,
  request: GrantRequest,
  options: OidcOptions,
): Promise<void> {
  const { now } = request.context;
  const source = await options.accessTokens.findSource(claims, now);
  if (source.outcome === 'live') return;
  await options.directory.grants.revoke(grantId, now, 'sessions-revoked');
  const userId = guid<UserId>(claims.objectId);
  await refuseOnBehalfOf(source.code, 'The session or grant ended meanwhile.', request, options, { userId });
}

/** What the assertion came from must stand, and the decision is asked about it as at a refresh. */
async function judge(
  claims: UserAssertion,
  request: GrantRequest,
  options: OidcOptions,
): Promise<Extract<SignInDecision, { verdict: 'accepted' }>> {
  const { http, context, client } = request;
  const userId = guid<UserId>(claims.objectId);
  const source = await options.accessTokens.findSource(claims, context.now);
  if (source.outcome === 'ended') {
    const detail = 'The access token was revoked, or the session or grant that it came from has ended.';
    return refuseOnBehalfOf(source.code, detail, request, options, { userId });
  }
  const decision = await options.signIn.decide({
    face: 'on-behalf-of',
    client: clientFacts(http, context, client.appId),
    tenantId: client.tenantId,
    proof: { kind: 'continuation', userId, authentication: source.authentication },
  });
  if (decision.verdict === 'accepted') return decision;
  throw refusedContinuation(
    decision,
    decision.code === 'multi-factor-required' ? MULTI_FACTOR_CLAIMS : undefined,
  );
}

/**
 * MSAL asks for `openid profile offline_access` with everything, whoever wants it or not: beside scopes that were meant
 * they are left out where there is no consent, and with them the ID token or the refresh token.
 */
async function dropUnconsented(
  asked: RequestedScopes,
  userId: UserId,
  { client }: GrantRequest,
  { directory }: OidcOptions,
): Promise<RequestedScopes> {
  if (asked.kind === 'named' && asked.permissions.length === 0) return asked;
  const { missing } = await readConsent(asked, client, userId, directory);
  const dropped = missing.map(({ scope: { value } }) => value).filter((value) => OIDC_SCOPES.has(value));
  return withoutOidcScopes(asked, new Set(dropped));
}
