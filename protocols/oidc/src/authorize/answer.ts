import type { RequestContext } from '@signet/http';
import type { Session } from '@signet/identity';
import { clientInfoOf } from '../client-info.ts';
import type { OidcOptions } from '../options.ts';
import { authorizationResponse } from './authorization-response.ts';
import type { AuthorizeRequest } from './authorize-request.ts';
import { type IdTokenAnswer, issueIdToken } from './id-token-answer.ts';
import { asksForCode, asksForIdToken } from './response-type.ts';

/**
 * Ends the authorize request with what its response type asked for: a code, an ID token, or both. Throws what stands in the
 * way of an ID token, which is judged here; a code is judged when it is redeemed.
 */
export async function answerAuthorizeRequest(
  asked: AuthorizeRequest,
  about: IdTokenAnswer,
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const { session } = about;
  const code = asksForCode(asked.responseType)
    ? await issueCode(asked, session, context, options)
    : undefined;
  const idToken = asksForIdToken(asked.responseType)
    ? await issueIdToken(asked, { ...about, code }, request, context, options)
    : undefined;
  const parameters = {
    ...(code === undefined ? {} : { code }),
    ...(idToken === undefined ? {} : { id_token: idToken }),
    ...(asked.clientInfo && { client_info: clientInfoOf(session.userId, session.tenantId) }),
    session_state: session.id,
  };
  return authorizationResponse(asked, parameters, options.random);
}

/** Bound to all that redeeming it must match. */
function issueCode(
  asked: AuthorizeRequest,
  session: Session,
  context: RequestContext,
  { codes }: OidcOptions,
): Promise<string> {
  return codes.issue(
    {
      tenantId: session.tenantId,
      userId: session.userId,
      clientId: asked.clientId,
      sessionId: session.id,
      redirectUri: asked.redirectUri,
      redirectUriType: asked.redirectUriType,
      scopes: asked.scopes,
      nonce: asked.nonce,
      contexts: asked.contexts,
      codeChallenge: asked.codeChallenge,
      authTime: session.authTime,
      amr: session.amr,
      certificate: session.certificate,
    },
    context.now,
  );
}
