import { type RequestContext, readBinding, readCookie, readQuery, refusalPage } from '@signet/http';
import { SESSION_COOKIE, SIGNED_IN, type SignedInInteraction } from '@signet/sign-in';
import type { OidcOptions } from '../options.ts';
import { type TenantSegment, tenantMatches } from '../tenant-segment.ts';
import type { AuthorizeRequest } from './authorize-request.ts';
import { answerWithCode } from './code-answer.ts';
import { refuseLostInteraction } from './error-pages.ts';

/** The last leg: the person is signed in, the authorize request that waited gets its code. */
export async function resume(
  request: Request,
  context: RequestContext,
  segment: TenantSegment,
  options: OidcOptions,
): Promise<Response> {
  const handle = readQuery(request).get('handle') ?? '';
  const binding = readBinding(request, context.now);
  const signedIn = await options.interactions.take<SignedInInteraction>(SIGNED_IN, handle, binding);
  const session = await options.sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  if (!signedIn || !session || session.id !== signedIn.sessionId)
    return refuseLostInteraction('authorize-request', request, context, options);
  if (!tenantMatches(segment, session.tenantId)) return refusalPage('user-not-in-tenant', context);
  return answerWithCode(JSON.parse(signedIn.payload) as AuthorizeRequest, session, context, options);
}
