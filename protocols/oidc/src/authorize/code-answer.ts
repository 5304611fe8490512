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
  { codes, origins, random }: OidcOptions,
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
      codeChallenge: request.codeChallenge,
      authTime: session.authTime,
      amr: session.amr,
      certificate: session.certificate,
    },
    context.now,
  );
  // RFC 9207: `iss` lets a client of several services see whose answer this is.
  const issuer = `${origins.login}/${session.tenantId}/v2.0`;
  return authorizationResponse(request, { code, session_state: session.id, iss: issuer }, random);
}
