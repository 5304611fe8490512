import { endSessionCookie, type Form, type RequestContext, readCookie } from '@signet/http';
import type { Directory } from '@signet/identity';
import { SESSION_COOKIE } from '@signet/sign-in';
import type { RelyingPartyOptions } from './options.ts';

/**
 * `wsignoutcleanup1.0` at the token service: the browser's session ends (protocols.md §3.7). AD FS's sign-out page loads
 * this in a hidden frame, so that any answer will do; other partners lead the whole browser here, and `wreply` says
 * where they wait for it (WS-Federation 1.2 §13.2.4).
 */
export async function cleanUpSession(
  form: Form,
  request: Request,
  context: RequestContext,
  { sessions, directory }: RelyingPartyOptions,
): Promise<Response> {
  const session = await sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  if (session) await directory.sessions.end(session.id, context.now);
  const back = await findReturnUrl(form.get('wreply'), directory);
  const headers = new Headers([endSessionCookie(), ['cache-control', 'no-store']]);
  if (back === undefined) return new Response(null, { status: 204, headers });
  headers.set('location', back);
  return new Response(null, { status: 302, headers });
}

/** Only to the very page where a federated domain signs its people in, or sign-out would be an open redirect. */
async function findReturnUrl(wreply: string | undefined, directory: Directory): Promise<string | undefined> {
  const url = wreply === undefined ? null : URL.parse(wreply);
  if (url?.username !== '' || url.password !== '') return undefined;
  for (const { id } of await directory.tenants.list()) {
    for (const { federation } of await directory.domains.list(id)) {
      const own = URL.parse(federation?.passiveSignInUri ?? '');
      if (own && own.origin === url.origin && own.pathname === url.pathname) return url.href;
    }
  }
  return undefined;
}
