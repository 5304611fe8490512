import type { SignInCode } from '@signet/identity';
import { type AuthorizationCode, verifyCodeVerifier } from '@signet/tokens';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { tenantMatches } from '../tenant-segment.ts';
import { tokensOfCode } from './code-tokens.ts';
import type { GrantRequest } from './grant-request.ts';
import { refuseRedemption } from './refusal.ts';
import type { TokenResponse } from './write-response.ts';

/** RFC 6749 §4.1.3 with RFC 7636 §4.5–4.6. */
export async function redeemAuthorizationCode(
  request: GrantRequest,
  options: OidcOptions,
): Promise<TokenResponse> {
  const code = await takeCode(request, options);
  await checkBinding(code, request, options);
  const tokens = await tokensOfCode(code, 'authorization-code', request, options);
  if (tokens) return tokens;
  const detail = 'The code came back while it was being redeemed.';
  return refuse('authorization-code-reused', code, { rule: 'RFC 6749 §4.1.2', detail }, request, options);
}

/** Uses the code up; one that comes back ends what its first use granted. */
async function takeCode(request: GrantRequest, options: OidcOptions): Promise<AuthorizationCode> {
  const { form, context } = request;
  const presented = form.get('code');
  if (presented === undefined) throw new OAuthError('parameter-missing', '«code».');
  const taken = await options.codes.take(presented, context.now);
  if (!taken) {
    const why = { rule: 'RFC 6749 §4.1.3', detail: 'The code is unknown or has expired.' };
    return refuse('authorization-code-invalid', undefined, why, request, options);
  }
  if (taken.outcome === 'again') {
    await options.grants.revokeForCodeReuse(taken.code, context.now);
    const detail = 'The code came back after its first use; the tokens of that use are revoked.';
    const why = { rule: 'RFC 6749 §4.1.2', detail };
    return refuse('authorization-code-reused', taken.code, why, request, options);
  }
  return taken.code;
}

/** A code is worth something only to the client, address, tenant and verifier it was made for (RFC 9700 §4.5). */
async function checkBinding(
  code: AuthorizationCode,
  request: GrantRequest,
  options: OidcOptions,
): Promise<void> {
  const { form, segment, client, clientProof, http } = request;
  const fail = (refusal: SignInCode, rule: string, detail: string): Promise<never> =>
    refuse(refusal, code, { rule, detail }, request, options);
  if (!tenantMatches(segment, code.tenantId)) {
    await fail('token-of-other-tenant', 'RFC 6749 §4.1.3', 'The code was issued by another tenant.');
  }
  if (code.clientId !== client.appId || form.get('redirect_uri') !== code.redirectUri) {
    const detail = 'The code was issued to another application or redirect URI.';
    await fail('authorization-code-invalid', 'RFC 6749 §4.1.3', detail);
  }
  if (http.headers.has('origin') && code.redirectUriType !== 'spa') throw new OAuthError('origin-not-spa');
  const codeVerifier = form.get('code_verifier');
  if (code.codeChallenge === undefined) {
    // A client that proves itself may go without, and this one did when it asked: it has lost its last secret since.
    if (clientProof === 'none') {
      const detail =
        'The code has no code_challenge, so that only a client that proves itself may redeem it.';
      await fail('client-authentication-missing', 'RFC 9700 §2.1.1', detail);
    }
    if (codeVerifier === undefined) return;
    const detail = 'The code was asked for without a code_challenge.';
    await fail('code-verifier-unexpected', 'RFC 9700 §2.1.1', detail);
  } else if (codeVerifier === undefined || !verifyCodeVerifier(code.codeChallenge, codeVerifier)) {
    const detail =
      codeVerifier === undefined ? 'The code_verifier is missing.' : 'The code_verifier does not fit.';
    await fail('code-verifier-mismatch', 'RFC 7636 §4.6', detail);
  }
}

function refuse(
  refusal: SignInCode,
  code: AuthorizationCode | undefined,
  why: { readonly rule: string; readonly detail: string },
  request: GrantRequest,
  options: OidcOptions,
): Promise<never> {
  const about = code === undefined ? {} : { tenantId: code.tenantId, userId: code.userId };
  return refuseRedemption(refusal, 'authorization-code', { ...about, ...why }, request, options);
}
