import { clientFacts } from '@signet/http';
import type { SignInFace } from '@signet/identity';
import type { SignInDecision, SignInRequest } from '@signet/sign-in';
import type { AuthorizationCode } from '@signet/tokens';
import { readClaimsRequest } from '../claims-request.ts';
import type { OidcOptions } from '../options.ts';
import { consentedScopes } from './consented-scopes.ts';
import type { GrantRequest } from './grant-request.ts';
import { refuseRedemption } from './refusal.ts';
import { refusedContinuation } from './refused-continuation.ts';
import { requireFactorsOfResource } from './resource-factors.ts';
import { tokenResponse } from './token-response.ts';
import type { TokenResponse } from './write-response.ts';

/**
 * The tokens of a code that was taken and fits its client: the decision is asked again, then a grant begins.
 * `undefined` when the code came back meanwhile.
 */
export async function tokensOfCode(
  code: AuthorizationCode,
  face: SignInFace,
  request: GrantRequest,
  options: OidcOptions,
): Promise<TokenResponse | undefined> {
  const { http, context, client } = request;
  const question: SignInRequest = {
    face,
    client: clientFacts(http, context, client.appId),
    tenantId: code.tenantId,
    proof: { kind: 'continuation', userId: code.userId, authentication: code },
  };
  return options.signIn.decideAnd(question, (decision) => startGrant(code, face, decision, request, options));
}

async function startGrant(
  code: AuthorizationCode,
  face: SignInFace,
  decision: SignInDecision,
  request: GrantRequest,
  options: OidcOptions,
): Promise<TokenResponse | undefined> {
  const { form, context, client, clientProof, boundTo, refreshBoundTo } = request;
  if (decision.verdict === 'refused') throw refusedContinuation(decision);
  const { capabilities: clientCapabilities } = readClaimsRequest(form.get('claims'));
  const scope = form.get('scope') ?? code.scopes.join(' ');
  const scopes = await consentedScopes(scope, code.userId, face, request, options);
  const about = { userId: code.userId, authentication: decision.authentication, face };
  await requireFactorsOfResource(scopes, about, request, options);
  const started = await options.grants.start(code, context.now, refreshBoundTo);
  if (started.outcome === 'refused') {
    if (started.code === 'authorization-code-reused') return undefined;
    const { tenantId, userId } = code;
    const why = { rule: 'RFC 6749 §4.1.2', detail: 'The session that the code was issued in has ended.' };
    return refuseRedemption(started.code, face, { tenantId, userId, ...why }, request, options);
  }
  return tokenResponse(
    {
      user: decision.user,
      client,
      clientProof,
      boundTo,
      sessionId: code.sessionId,
      grantId: code.grantId,
      authentication: decision.authentication,
      ipAddress: context.remoteAddress,
      clientCapabilities,
      ...(code.contexts && { contexts: code.contexts }),
      scopes,
      // The code's request decides what may be had: redeeming cannot widen it.
      refreshToken: code.scopes.includes('offline_access') ? started.refreshToken : undefined,
      idToken: code.scopes.includes('openid'),
      nonce: code.nonce,
    },
    request,
    options,
  );
}
