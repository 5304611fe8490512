import { clientFacts } from '@signet/http';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import type { GrantRequest } from './grant-request.ts';
import { readScopesOfRequest, tokensOfSignIn } from './sign-in-tokens.ts';
import type { TokenResponse } from './write-response.ts';

/**
 * RFC 6749 §4.3, for test users of managed domains where the configuration allows it: clients that run without a
 * person. Those of federated domains show their password to their federation server, by WS-Trust.
 */
export async function redeemPassword(request: GrantRequest, options: OidcOptions): Promise<TokenResponse> {
  if (options.passwords === 'off') throw new OAuthError('grant-unsupported');
  const { form, http, context, client } = request;
  const [userPrincipalName, password] = [form.get('username'), form.get('password')];
  if (userPrincipalName === undefined) throw new OAuthError('parameter-missing', '«username».');
  if (password === undefined) throw new OAuthError('parameter-missing', '«password».');
  const scopes = await readScopesOfRequest(request, options);
  const decision = await options.signIn.decide({
    face: 'password-grant',
    client: clientFacts(http, context, client.appId),
    tenantId: client.tenantId,
    proof: { kind: 'password', userPrincipalName, password, audience: { kind: 'managed' } },
  });
  if (decision.verdict === 'refused') throw new OAuthError(decision.code);
  return tokensOfSignIn(decision, scopes, 'password-grant', request, options);
}
