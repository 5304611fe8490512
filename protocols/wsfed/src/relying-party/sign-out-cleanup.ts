import { endSessionCookie, type RequestContext, readCookie } from '@signet/http';
import { SESSION_COOKIE } from '@signet/sign-in';
import type { RelyingPartyOptions } from './options.ts';

/**
 * `wsignoutcleanup1.0` at the token service: the federation server's sign-out page loads this in a hidden
 * frame, so any answer will do; the browser's session ends (protocols.md §3.7).
 */
export async function cleanUpSession(
  request: Request,
  context: RequestContext,
  { sessions, directory }: RelyingPartyOptions,
): Promise<Response> {
  const session = await sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  if (session) await directory.sessions.end(session.id, context.now);
  const headers = new Headers([endSessionCookie(), ['cache-control', 'no-store']]);
  return new Response(null, { status: 204, headers });
}
