import type { RequestContext } from '@signet/http';
import type { Session } from '@signet/identity';
import type { OidcOptions } from '../options.ts';
import { authorizationResponse } from './authorization-response.ts';
import type { AuthorizeRequest } from './authorize-request.ts';

/** Ends the authorize request: a code for the application, bound to all that redeeming it must match. */
export async function answerWithCode(
  request: AuthorizeRequest,
  session: Session,
  context: RequestContext,
  { codes, random }: OidcOptions,
): Promise<Response> {
  const code = await codes.issue(
    {
      tenantId: session.tenantId,
      userId: session.userId,
      clientId: request.clientId,
      sessionId: session.id,
      redirectUri: request.redirectUri,
      redirectUriType: request.redirectUriType,
      scopes: request.scopes,
      nonce: request.nonce,
      contexts: request.contexts,
      codeChallenge: request.codeChallenge,
      authTime: session.authTime,
      amr: session.amr,
      certificate: session.certificate,
    },
    context.now,
  );
  return authorizationResponse(request, { code, session_state: session.id }, random);
}
