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
import { OAuthError } from './oauth-error.ts';
import type { OidcOptions } from './options.ts';
import { resolveTenantSegment, type TenantSegment, tenantMatches } from './tenant-segment.ts';

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
      handler: (request, context, { tenant }) =>
        logout(readQuery(request), tenant, request, context, options),
    },
    {
      listener: 'login',
      method: 'POST',
      pattern,
      handler: async (request, context, { tenant }) =>
        logout(await readForm(request), tenant, request, context, options),
    },
  ];
}

async function logout(
  form: ReadonlyMap<string, string>,
  tenant: string | undefined,
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const session = await options.sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  if (session) await options.directory.sessions.end(session.id, context.now);
  const target = await findPostLogoutRedirectUri(form, tenant, options);
  const headers: [string, string][] = [endSessionCookie()];
  if (target === undefined) return htmlResponse(signedOutPage(), { headers });
  return new Response(null, {
    status: 302,
    headers: [...headers, ['location', target], ['cache-control', 'no-store']],
  });
}

/**
 * Only an address that an application of the tenant in the path registered, or sign-out would be an open
 * redirect (protocols.md §7 item 13) to whatever another tenant registers.
 */
async function findPostLogoutRedirectUri(
  form: ReadonlyMap<string, string>,
  tenant: string | undefined,
  { directory }: OidcOptions,
): Promise<string | undefined> {
  const requested = form.get('post_logout_redirect_uri');
  const clientId = form.get('client_id') ?? audienceOf(form.get('id_token_hint'));
  if (requested === undefined || clientId === undefined || !isGuid(clientId)) return undefined;
  const application = await directory.applications.find(guid<ApplicationId>(clientId));
  if (!application?.redirectUris.some(({ uri }) => uri === requested)) return undefined;
  const segment = await findTenantSegment(tenant, directory);
  if (!segment || !tenantMatches(segment, application.tenantId)) return undefined;
  const state = form.get('state');
  if (state === undefined) return requested;
  const url = new URL(requested);
  url.searchParams.set('state', state);
  return url.href;
}

/** A tenant that does not exist is no reason to stay signed in: it only leads nowhere. */
async function findTenantSegment(
  tenant: string | undefined,
  directory: OidcOptions['directory'],
): Promise<TenantSegment | undefined> {
  try {
    return await resolveTenantSegment(tenant, directory);
  } catch (error) {
    if (error instanceof OAuthError) return undefined;
    throw error;
  }
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
