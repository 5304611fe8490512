import {
  endSessionCookie,
  htmlResponse,
  openBrowser,
  type RequestContext,
  type Routes,
  signedOutPage,
} from '@signet/http';
import type { Session } from '@signet/identity';
import { listFrontchannelLogoutUrls } from '../front-channel-logout.ts';
import type { OidcOptions } from '../options.ts';
import { ENDED_EVERYWHERE, MY_SESSIONS_PATH } from './page.ts';

/** Which sessions have ended: that of this browser alone, or all of the person. */
export type Left = 'here' | 'everywhere';

/**
 * This browser's own session has ended: a frame tells each of its applications (OpenID Connect Front-Channel Logout 1.0 §3),
 * and then the browser goes to the federation partner that opened the session. By a page and never by a redirect:
 * browsers hold the redirects that follow a form against the form's `form-action`.
 */
export async function leave(
  session: Session,
  left: Left,
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const { directory, sessions, origins, random } = options;
  const ended = await sessions.listWithEarlier(session.id, context.now);
  const frames = await listFrontchannelLogoutUrls(ended, { directory, loginOrigin: origins.login });
  const browser = openBrowser(request, context.now, random);
  const continueUrl = `${origins.login}${LEFT[left].path}`;
  const atPartner = await options.federatedSignOutUrl?.({ session, continueUrl, binding: browser });
  const nonce = random.secret();
  const way =
    atPartner === undefined ? { continueUrl: MY_SESSIONS_PATH } : { next: { url: atPartner, nonce } };
  return htmlResponse(signedOutPage({ ...LEFT[left].note, ...way, frames }), {
    nonce,
    frameSources: frames,
    headers: [endSessionCookie(), ...(atPartner === undefined ? [] : browser.setCookies)],
  });
}

/** Where the browser comes back to from the partner: it reads there what the sign-out did, for that page was gone at once. */
export function leftRoutes(): Routes {
  return Object.values(LEFT).map(({ path, note }) => ({
    listener: 'login',
    method: 'GET',
    pattern: path,
    handler: () => htmlResponse(signedOutPage({ ...note, continueUrl: MY_SESSIONS_PATH })),
  }));
}

const LEFT = {
  here: { path: `${MY_SESSIONS_PATH}/signed-out`, note: {} },
  everywhere: { path: `${MY_SESSIONS_PATH}/signed-out-everywhere`, note: { note: ENDED_EVERYWHERE } },
} as const;
