import {
  endSessionCookie,
  type Form,
  htmlResponse,
  type RequestContext,
  readBinding,
  readCookie,
  signedOutPage,
} from '@signet/http';
import type { Domain } from '@signet/identity';
import { SESSION_COOKIE } from '@signet/sign-in';
import type { RelyingPartyOptions } from './options.ts';
import { findHomeDomain, findSigningOutDomain, SIGNING_OUT, type WaitingSignOut } from './sign-out.ts';

/**
 * `wsignoutcleanup1.0` at the token service: the browser's session ends (WS-Federation §13), and a page with a frame of
 * each application of the session tells them (OpenID Connect Front-Channel Logout 1.0 §3). AD FS's sign-out page loads
 * this in a hidden frame, which loads those frames in turn. Partners that load it as an image end the session and no
 * more, for an image has no frames: their applications hear of it at their next silent sign-in. Others lead the whole
 * browser here, and `wreply` says where they wait for it (WS-Federation 1.2 §13.2.4). With a `wctx` of ours it
 * is a browser that comes back from the partner where we had sent it to be signed out: the applications were told then.
 */
export async function cleanUpSession(
  form: Form,
  request: Request,
  context: RequestContext,
  options: RelyingPartyOptions,
): Promise<Response> {
  const { sessions, directory, interactions } = options;
  const wctx = form.get('wctx');
  const binding = readBinding(request, context.now);
  const waiting = wctx && (await interactions.take<WaitingSignOut>(SIGNING_OUT, wctx, binding));
  if (waiting) return goOn(waiting);
  const session = await sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  const ended = session ? await sessions.end(session.id, context.now) : [];
  const home = session
    ? await findHomeDomain(session, directory)
    : await findSigningOutDomain(request, directory);
  const back = findReturnUrl(form.get('wreply'), home);
  const frames = await options.listSignOutFrames(ended);
  if (frames.length > 0) return tellApplications(frames, back, options);
  const headers = new Headers([endSessionCookie(), ['cache-control', 'no-store']]);
  // Somebody may look at the answer: a handle of another browser, or an old one, leads nowhere.
  if (back === undefined && wctx !== undefined) return htmlResponse(signedOutPage(), { headers });
  if (back === undefined) return new Response(null, { status: 204, headers });
  headers.set('location', back);
  return new Response(null, { status: 302, headers });
}

/** The partner's sign-out page may be framed itself; our page takes no click but the one that goes where it goes anyway. */
function tellApplications(
  frames: readonly string[],
  back: string | undefined,
  { random }: RelyingPartyOptions,
): Response {
  const nonce = random.secret();
  const page = signedOutPage({ frames, ...(back !== undefined && { next: { url: back, nonce } }) });
  const headers = [endSessionCookie()];
  return htmlResponse(page, { nonce, frameSources: frames, framedBy: 'anybody', headers });
}

/** Where whoever began the sign-out wanted the browser. The session had ended before; a new one may have begun. */
function goOn({ continueUrl }: WaitingSignOut): Response {
  if (continueUrl === undefined) return htmlResponse(signedOutPage());
  return new Response(null, { status: 302, headers: { location: continueUrl, 'cache-control': 'no-store' } });
}

/**
 * Only to the very page where the person's own domain signs its people in: anything else would be an open redirect, to a
 * page of another tenant too.
 */
function findReturnUrl(wreply: string | undefined, home: Domain | undefined): string | undefined {
  const url = wreply === undefined ? null : URL.parse(wreply);
  const own = URL.parse(home?.federation?.passiveSignInUri ?? '');
  if (own === null || url?.username !== '' || url.password !== '') return undefined;
  return own.origin === url.origin && own.pathname === url.pathname ? url.href : undefined;
}
