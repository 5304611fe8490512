import {
  endSessionCookie,
  htmlResponse,
  openBrowser,
  type RequestContext,
  type Routes,
  readCookie,
  readForm,
  readQuery,
  signedOutPage,
} from '@signet/http';
import { type Application, type ApplicationId, guid, isGuid } from '@signet/identity';
import { SESSION_COOKIE } from '@signet/sign-in';
import {
  frontchannelUrls,
  listParticipants,
  type Participant,
  signOutOfApplications,
} from './front-channel-logout.ts';
import { verifyIdTokenHint } from './id-token-hint.ts';
import { OAuthError } from './oauth-error.ts';
import type { OidcOptions } from './options.ts';
import { resolveTenantSegment, type TenantSegment, tenantMatches } from './tenant-segment.ts';
import { ENDPOINT_BASE } from './version-1.ts';

/**
 * RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0 §2). Ends the browser's session and tells the
 * applications that took part in it; tokens that they hold stay, as at Entra.
 */
export function logoutRoutes(options: OidcOptions): Routes {
  return Object.values(ENDPOINT_BASE).flatMap((base): Routes => {
    const pattern = `/{tenant}${base}/logout`;
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
  });
}

async function logout(
  form: ReadonlyMap<string, string>,
  tenant: string | undefined,
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const found = await options.sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  const idTokenHint = form.get('id_token_hint');
  // One that does not hold says nothing: a person who signs out is signed out.
  const hint =
    idTokenHint === undefined ? undefined : await verifyIdTokenHint(idTokenHint, context.now, options);
  // §2: the hint of somebody else, whose tab was left open, does not end the session of who is here now.
  const session = hint?.userId === undefined || hint.userId === found?.userId ? found : undefined;
  const ended = session ? await options.sessions.end(session.id, context.now) : [];
  const participants = await listParticipants(ended, options.directory);
  const target = await findPostLogoutRedirectUri(form, hint?.clientId, tenant, participants, options);
  const browser = openBrowser(request, context.now, options.random);
  const atPartner =
    session && (await options.federatedSignOutUrl?.({ session, continueUrl: target, binding: browser }));
  const forgotten: [string, string][] = found === session ? [endSessionCookie()] : [];
  const headers = atPartner === undefined ? forgotten : [...forgotten, ...browser.setCookies];
  const next = atPartner ?? target;
  const frames = frontchannelUrls(participants, options.origins.login);
  if (frames.length > 0) return signOutOfApplications(frames, next, headers, options);
  if (next === undefined) return htmlResponse(signedOutPage(), { headers });
  return new Response(null, {
    status: 302,
    headers: [...headers, ['location', next], ['cache-control', 'no-store']],
  });
}

/**
 * Only an address that an application of the tenant in the path registered, or sign-out would be an open
 * redirect (RFC 9700 §4.11) to whatever another tenant registers. MSAL for browsers names no
 * application: then it is one of those that took part in the session.
 */
async function findPostLogoutRedirectUri(
  form: ReadonlyMap<string, string>,
  hintedClientId: string | undefined,
  tenant: string | undefined,
  participants: readonly Participant[],
  { directory }: OidcOptions,
): Promise<string | undefined> {
  const requested = form.get('post_logout_redirect_uri');
  const clientId = form.get('client_id') ?? hintedClientId;
  if (requested === undefined) return undefined;
  const named =
    clientId === undefined
      ? participants.map(({ application }) => application)
      : await findNamed(clientId, directory);
  const application = named.find(({ redirectUris }) => redirectUris.some(({ uri }) => uri === requested));
  const segment = await findTenantSegment(tenant, directory);
  if (!application || !segment || !tenantMatches(segment, application.tenantId)) return undefined;
  const state = form.get('state');
  if (state === undefined) return requested;
  const url = new URL(requested);
  url.searchParams.set('state', state);
  return url.href;
}

async function findNamed(
  clientId: string,
  { applications }: OidcOptions['directory'],
): Promise<readonly Application[]> {
  const found = isGuid(clientId) ? await applications.find(guid<ApplicationId>(clientId)) : undefined;
  return found ? [found] : [];
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
