import { failurePage, LOST_INTERACTION, type RequestContext, refuseOnPage } from '@signet/http';
import type { SignInFace } from '@signet/identity';
import type { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';

/** A leg came with a handle that leads nowhere. */
export function refuseLostInteraction(
  face: SignInFace,
  request: Request,
  context: RequestContext,
  options: Pick<OidcOptions, 'signIn'>,
): Promise<Response> {
  return refuseOnPage(
    { face, code: 'interaction-lost', evidence: [LOST_INTERACTION] },
    request,
    context,
    options,
  );
}

/** The page of a request that cannot be answered to its application. */
export function oauthErrorPage(error: OAuthError, context: RequestContext): Response {
  return failurePage(error.aadsts, error.message, context);
}
