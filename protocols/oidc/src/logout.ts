import {
  endSessionCookie,
  htmlResponse,
  type RequestContext,
  type Routes,
  readCookie,
  readForm,
  readQuery,
  signedOutPage,
} from '@signet/http';
import { type ApplicationId, guid, isGuid } from '@signet/identity';
import { SESSION_COOKIE } from '@signet/sign-in';
import { decodeJwt } from 'jose';
import type { OidcOptions } from './options.ts';

/**
 * RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0 §2). Ends the browser's session; tokens that
 * applications hold stay, as at Entra (entra-cba.md §2.11).
 */
export function logoutRoutes(options: OidcOptions): Routes {
  const pattern = '/{tenant}/oauth2/v2.0/logout';
  return [
    {
      listener: 'login',
      method: 'GET',
      pattern,
      handler: (request, context) => logout(readQuery(request), request, context, options),
    },
    {
      listener: 'login',
      method: 'POST',
      pattern,
      handler: async (request, context) => logout(await readForm(request), request, context, options),
    },
  ];
}

async function logout(
  form: ReadonlyMap<string, string>,
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const session = await options.sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  if (session) await options.directory.sessions.end(session.id, context.now);
  const target = await findPostLogoutRedirectUri(form, options);
  const headers: [string, string][] = [endSessionCookie()];
  if (target === undefined) return htmlResponse(signedOutPage(), { headers });
  return new Response(null, {
    status: 302,
    headers: [...headers, ['location', target], ['cache-control', 'no-store']],
  });
}

/** Only an address that the application registered, or sign-out would be an open redirect (protocols.md §7 item 13). */
async function findPostLogoutRedirectUri(
  form: ReadonlyMap<string, string>,
  { directory }: OidcOptions,
): Promise<string | undefined> {
  const requested = form.get('post_logout_redirect_uri');
  const clientId = form.get('client_id') ?? audienceOf(form.get('id_token_hint'));
  if (requested === undefined || clientId === undefined || !isGuid(clientId)) return undefined;
  const application = await directory.applications.find(guid<ApplicationId>(clientId));
  if (!application?.redirectUris.some(({ uri }) => uri === requested)) return undefined;
  const state = form.get('state');
  if (state === undefined) return requested;
  const url = new URL(requested);
  url.searchParams.set('state', state);
  return url.href;
}

/** A hint and no proof: it only picks the registration that the address is held against. */
function audienceOf(idTokenHint: string | undefined): string | undefined {
  try {
    const audience = idTokenHint === undefined ? undefined : decodeJwt(idTokenHint).aud;
    return typeof audience === 'string' ? audience : undefined;
  } catch {
    return undefined;
  }
}
