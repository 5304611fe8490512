import type { Authentication, GrantId, SessionId, SignInFace, User } from '@signet/identity';
import { readClaimsRequest } from '../claims-request.ts';
import type { OidcOptions } from '../options.ts';
import type { RequestedScopes } from '../scopes.ts';
import type { GrantRequest } from './grant-request.ts';
import { refuseRedemption } from './refusal.ts';
import { tokenResponse } from './token-response.ts';
import type { TokenResponse } from './write-response.ts';

/** Begins a grant for which there was no code, and gives its tokens; a refresh token where `offline_access` was asked for. */
export async function tokensOfNewGrant(
  about: {
    /** Of the grant that begins; for whoever may have to end it. */
    readonly grantId: GrantId;
    readonly user: User;
    readonly authentication: Authentication;
    readonly sessionId: SessionId;
    readonly scopes: RequestedScopes;
  },
  face: SignInFace,
  request: GrantRequest,
  options: OidcOptions,
): Promise<TokenResponse> {
  const { form, client, clientProof, boundTo, refreshBoundTo, context } = request;
  const { grantId, user, authentication, sessionId, scopes } = about;
  const { capabilities: clientCapabilities } = readClaimsRequest(form.get('claims'));
  const grant = {
    grantId,
    tenantId: user.tenantId,
    userId: user.id,
    clientId: client.appId,
    sessionId,
    redirectUriType: 'publicClient',
    scopes: scopes.requested,
    ...authentication,
  } as const;
  const started = await options.grants.start(grant, context.now, refreshBoundTo);
  if (started.outcome === 'refused') {
    const why = { rule: 'RFC 6749 §5.2', detail: 'The session has ended meanwhile.' };
    const { tenantId, id: userId } = user;
    return refuseRedemption(started.code, face, { tenantId, userId, ...why }, request, options);
  }
  return tokenResponse(
    {
      user,
      client,
      clientProof,
      boundTo,
      sessionId,
      grantId,
      authentication,
      ipAddress: context.remoteAddress,
      clientCapabilities,
      scopes,
      refreshToken: scopes.offlineAccess ? started.refreshToken : undefined,
      idToken: scopes.openid,
      nonce: undefined,
    },
    request,
    options,
  );
}
