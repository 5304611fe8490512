import { clientFacts } from '@signet/http';
import { type Grant, type GrantRevocation, isSingleFactor, type SignInCode } from '@signet/identity';
import type { SignInDecision, SignInRequest } from '@signet/sign-in';
import {
  bindingOfRefreshToken,
  CLIENT_BINDING,
  type LiveRefreshToken,
  type RefreshTokenRefusal,
  type RefusedRefreshToken,
} from '@signet/tokens';
import { readClaimsRequest } from '../claims-request.ts';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { tenantMatches } from '../tenant-segment.ts';
import { consentedScopes } from './consented-scopes.ts';
import type { GrantRequest } from './grant-request.ts';
import { refuseRedemption } from './refusal.ts';
import { refusedContinuation } from './refused-continuation.ts';
import { requireFactorsOfResource } from './resource-factors.ts';
import { tokenResponse } from './token-response.ts';
import type { TokenResponse } from './write-response.ts';

/**
 * RFC 6749 §6. Each redemption asks the sign-in decision again: account, valid-from, and the certificate's
 * serial against the CRL of today (Entra CBA with federation).
 */
export async function redeemRefreshToken(
  request: GrantRequest,
  options: OidcOptions,
): Promise<TokenResponse> {
  const { form, context, client, clientProof, boundTo, segment } = request;
  const presented = form.get('refresh_token');
  if (presented === undefined) throw new OAuthError('parameter-missing', '«refresh_token».');
  const found = await options.grants.find(presented, client.appId, context.now);
  if (found.outcome === 'refused') return refusePresented(found, request, options);
  const { grant } = found;
  if (!tenantMatches(segment, grant.tenantId)) {
    const about = { tenantId: grant.tenantId, userId: grant.userId };
    const why = { rule: 'RFC 6749 §6', detail: 'The refresh token was issued by another tenant.' };
    return refuseRedemption('token-of-other-tenant', 'refresh-token', { ...about, ...why }, request, options);
  }
  const binding = bindingOfRefreshToken(presented);
  if (binding === CLIENT_BINDING) {
    if (clientProof === 'none') await refuseUnproved(grant, request, options);
  } else if (binding !== undefined && binding !== boundTo) {
    const about = { tenantId: grant.tenantId, userId: grant.userId };
    const detail = 'The refresh token is bound to a certificate that this connection has not proved.';
    const why = { rule: 'RFC 8705 §4', detail };
    return refuseRedemption('refresh-token-invalid', 'refresh-token', { ...about, ...why }, request, options);
  }
  return options.signIn.decideAnd(continuationOf(grant, request), (decision) =>
    redeemLive(found, decision, request, options),
  );
}

async function redeemLive(
  { grant, token }: LiveRefreshToken,
  decision: SignInDecision,
  request: GrantRequest,
  options: OidcOptions,
): Promise<TokenResponse> {
  const { form, context, client, clientProof, boundTo, refreshBoundTo } = request;
  if (decision.verdict === 'refused') {
    const because = ENDS_GRANT[decision.code];
    if (because) await options.directory.grants.revoke(grant.id, context.now, because);
    throw refusedContinuation(decision);
  }
  // One refresh token serves other resources too, so scopes are taken as asked for.
  const { capabilities: clientCapabilities, factors } = readClaimsRequest(form.get('claims'));
  if (factors === 'multiple' && isSingleFactor(decision.authentication)) {
    const why = { rule: 'OpenID Connect Core §5.5.1', detail: 'The claims ask for two factors.' };
    const about = { tenantId: grant.tenantId, userId: grant.userId };
    return refuseRedemption('multi-factor-required', 'refresh-token', { ...about, ...why }, request, options);
  }
  const scope = form.get('scope') ?? grant.scopes.join(' ');
  const scopes = await consentedScopes(scope, grant.userId, 'refresh-token', request, options);
  const about = {
    userId: grant.userId,
    authentication: decision.authentication,
    face: 'refresh-token',
  } as const;
  await requireFactorsOfResource(scopes, about, request, options);
  const rotated = await options.grants.rotate(token, grant, context.now, refreshBoundTo);
  if (rotated.outcome === 'refused') return refusePresented(rotated, request, options);
  return tokenResponse(
    {
      user: decision.user,
      client,
      clientProof,
      boundTo,
      sessionId: grant.sessionId,
      grantId: grant.id,
      authentication: decision.authentication,
      ipAddress: context.remoteAddress,
      clientCapabilities,
      scopes,
      refreshToken: rotated.refreshToken,
      idToken: grant.scopes.includes('openid') && scopes.openid,
      nonce: undefined,
    },
    request,
    options,
  );
}

/** The application had a secret or a certificate when the token was issued, and now has none. */
function refuseUnproved(
  { tenantId, userId }: Grant,
  request: GrantRequest,
  options: OidcOptions,
): Promise<never> {
  const detail = 'The refresh token was issued to a client that proved itself, and this one did not.';
  const why = { tenantId, userId, rule: 'RFC 6749 §6', detail };
  return refuseRedemption('client-authentication-missing', 'refresh-token', why, request, options);
}

function continuationOf(grant: Grant, { http, context, client }: GrantRequest): SignInRequest {
  return {
    face: 'refresh-token',
    client: clientFacts(http, context, client.appId),
    tenantId: grant.tenantId,
    proof: { kind: 'continuation', userId: grant.userId, authentication: grant },
  };
}

async function refusePresented(
  { code, grant }: RefusedRefreshToken,
  request: GrantRequest,
  options: OidcOptions,
): Promise<never> {
  if (ASKED_AGAIN.has(code) && grant && tenantMatches(request.segment, grant.tenantId)) {
    // The grant has ended already; the decision still knows more: the entry of the CRL, both times of AADSTS50173.
    // After a hold was taken back it would accept, which a grant that has ended does not.
    const question = continuationOf(grant, request);
    if ((await options.signIn.explain(question)).verdict === 'refused') {
      const decision = await options.signIn.decide(question);
      if (decision.verdict === 'refused') throw refusedContinuation(decision);
    }
  }
  const about = grant ? { tenantId: grant.tenantId, userId: grant.userId } : {};
  const why = { rule: 'RFC 6749 §6', detail: WHY[code] };
  return refuseRedemption(code, 'refresh-token', { ...about, ...why }, request, options);
}

const ASKED_AGAIN: ReadonlySet<RefreshTokenRefusal> = new Set([
  'sessions-revoked',
  'certificate-revoked',
  'certificate-expired',
]);

const WHY = {
  'refresh-token-invalid': 'The refresh token is unknown, or was issued to another application.',
  'spa-refresh-token-expired':
    'The refresh tokens of a single-page application end 24 hours after the sign-in.',
  'refresh-token-expired': 'The refresh token was not used for too long.',
  'refresh-token-reused':
    'The refresh token came back after its successor was handed out; the grant has ended.',
  'certificate-revoked': 'The grant ended when its certificate was found revoked; a fresh sign-in is needed.',
  'certificate-expired': 'The grant ended when its certificate expired; a fresh sign-in is needed.',
  'sessions-revoked': 'The grant ended with the sessions of the user; a fresh sign-in is needed.',
  'grant-revoked': 'The grant was revoked; a fresh sign-in is needed.',
} as const satisfies Record<RefreshTokenRefusal, string>;

/** Refusals after which the grant cannot come back; a CRL that could not be had is not one of them. */
const ENDS_GRANT: Partial<Readonly<Record<SignInCode, GrantRevocation>>> = {
  'certificate-revoked': 'certificate-revoked',
  'certificate-expired': 'certificate-expired',
  'sessions-revoked': 'sessions-revoked',
};
