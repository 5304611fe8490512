import { type Handler, type RequestContext, type Routes, readQuery } from '@signet/http';
import { type Application, type Directory, GRAPH_APP_ID, GRAPH_SCOPES, type Session } from '@signet/identity';
import type { SignedInInteraction } from '@signet/sign-in';
import { authorizationResponse } from '../authorize/authorization-response.ts';
import { type AnswerAddress, readAnswerAddress } from '../authorize/authorize-request.ts';
import { refuseLostInteraction } from '../authorize/error-pages.ts';
import { beginSignIn, type WaitingRequest } from '../authorize/home-realm.ts';
import { redirectError } from '../authorize/redirect-error.ts';
import { answeringErrors } from '../authorize/routes.ts';
import { takeSignedIn } from '../authorize/take-signed-in.ts';
import { findUsableSession } from '../authorize/usable-session.ts';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { type RequestedScopes, resolveScopes } from '../scopes.ts';
import { resolveTenantSegment } from '../tenant-segment.ts';
import { askConsent, recordConsent } from './ask-consent.ts';
import type { ScopeOfResource } from './granted-scopes.ts';

/** Kept while the administrator signs in. */
interface WaitingAdminConsent extends WaitingRequest {
  readonly address: Pick<AnswerAddress, 'redirectUri' | 'responseMode' | 'state' | 'issuer'>;
  /** Absent at the endpoint of version 1, which asks for all that the registration requires. */
  readonly scope: string | undefined;
}

/**
 * The admin consent endpoint, of version 2 with `scope` and of version 1 without: an administrator consents for
 * everybody, and the application is told `admin_consent=True` and the tenant.
 */
export function adminConsentRoutes(options: OidcOptions): Routes {
  const begin: Handler = (request, context, { tenant }) =>
    beginAdminConsent(request, context, tenant, options);
  const goOn: Handler = (request, context) => resumeAdminConsent(request, context, options);
  const table: readonly (readonly [pattern: string, handler: Handler])[] = [
    ['/{tenant}/adminconsent', begin],
    ['/{tenant}/v2.0/adminconsent', begin],
    [RESUME_PATH, goOn],
  ];
  return table.map(([pattern, handler]) => ({
    listener: 'login',
    method: 'GET',
    pattern,
    handler: answeringErrors(handler),
  }));
}

async function beginAdminConsent(
  request: Request,
  context: RequestContext,
  tenant: string | undefined,
  options: OidcOptions,
): Promise<Response> {
  const form = readQuery(request);
  const segment = await resolveTenantSegment(tenant, options.directory);
  const address = await readAnswerAddress(form, segment, 2, options);
  const { application, redirectUri, responseMode, state, issuer } = address;
  const waiting: WaitingAdminConsent = {
    prompt: [],
    loginHint: form.get('login_hint'),
    domainHint: form.get('domain_hint'),
    homeRealm: form.get('whr'),
    address: { redirectUri, responseMode, state, issuer },
    scope: form.get('scope'),
  };
  try {
    await scopesOf(waiting.scope, application, options);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return redirectError(error, address, context, options);
  }
  const session = await findUsableSession(
    { ...waiting, ...ANY_SESSION },
    application,
    request,
    context,
    options,
  );
  if (!session) {
    return beginSignIn({ waiting, resumePath: RESUME_PATH }, application, segment, request, context, options);
  }
  const signedIn: SignedInInteraction = {
    appId: application.appId,
    applicationName: application.displayName,
    userPrincipalName: waiting.loginHint,
    resumePath: RESUME_PATH,
    correlationId: context.correlationId,
    begunAt: context.now,
    payload: JSON.stringify(waiting),
    sessionId: session.id,
  };
  return askAdministrator(waiting, { signedIn, session }, request, context, options);
}

async function resumeAdminConsent(
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const taken = await takeSignedIn(request, context, options, (path) => path === RESUME_PATH);
  if (!taken) return refuseLostInteraction('authorize-request', request, context, options);
  const waiting = JSON.parse(taken.signedIn.payload) as WaitingAdminConsent;
  const asked = { ...context, correlationId: taken.signedIn.correlationId };
  const { consent } = taken.signedIn;
  if (consent === 'given') return tellConsent(waiting, taken.session, options);
  return askAdministrator(waiting, taken, request, asked, options);
}

async function askAdministrator(
  waiting: WaitingAdminConsent,
  { signedIn, session }: { readonly signedIn: SignedInInteraction; readonly session: Session },
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const client = await options.directory.applications.find(signedIn.appId);
  const user = await options.directory.users.find(session.userId);
  // Also a person of another tenant who came over /common: an application belongs to one.
  if (!client || user?.tenantId !== client.tenantId) throw new OAuthError('user-not-in-tenant');
  const about = { signedIn, client, user };
  if (signedIn.consent === 'declined') {
    await recordConsent('consent-declined', 'The administrator declined.', about, request, context, options);
    return redirectError(new OAuthError('consent-declined'), waiting.address, context, options);
  }
  if (signedIn.consent === 'administrator-needed') {
    return redirectError(new OAuthError('admin-consent-required'), waiting.address, context, options);
  }
  const scopes = await scopesOf(waiting.scope, client, options);
  return askConsent({ ...about, scopes, audience: 'everybody' }, request, context, options);
}

function tellConsent(
  { address, scope }: WaitingAdminConsent,
  { tenantId }: Session,
  { random }: OidcOptions,
): Response {
  const told = { admin_consent: 'True', tenant: tenantId, ...(scope === undefined ? {} : { scope }) };
  return authorizationResponse(address, told, random);
}

/** Named scopes, or with `.default` and without a scope all that the registration requires, of every resource. */
async function scopesOf(
  scope: string | undefined,
  client: Application,
  { directory, origins }: OidcOptions,
): Promise<readonly ScopeOfResource[]> {
  const named =
    scope === undefined ? undefined : await resolveScopes(scope, client.tenantId, directory, origins.graph);
  const required = named?.kind === 'named' ? [] : await requiredScopes(client, directory);
  const all = [...oidcScopes(named), ...(named ? permissionsOf(named) : []), ...required];
  if (all.length > 0) return all;
  throw new OAuthError('scope-invalid', 'The registration requires nothing, and nothing else was asked for.');
}

function permissionsOf({ permissions, resource }: RequestedScopes): readonly ScopeOfResource[] {
  return permissions.map((scope) => ({ resourceId: resource.appId, scope }));
}

/** Every application signs people in, whatever else it needs. */
function oidcScopes(named: RequestedScopes | undefined): readonly ScopeOfResource[] {
  const oidc = named?.kind === 'named' ? named.oidc : ['openid', 'profile', 'offline_access'];
  const scopes = GRAPH_SCOPES.filter(({ value }) => oidc.includes(value));
  return scopes.map((scope) => ({ resourceId: GRAPH_APP_ID, scope }));
}

async function requiredScopes(
  client: Application,
  directory: Directory,
): Promise<readonly ScopeOfResource[]> {
  const found: ScopeOfResource[] = [];
  for (const { resourceAppId, scopes } of client.requiredResourceAccess) {
    const exposed =
      resourceAppId === GRAPH_APP_ID
        ? GRAPH_SCOPES
        : ((await directory.applications.find(resourceAppId))?.oauth2PermissionScopes ?? []);
    const required = exposed.filter(({ value, isEnabled }) => isEnabled && scopes.includes(value));
    found.push(...required.map((scope) => ({ resourceId: resourceAppId, scope })));
  }
  return found;
}

const RESUME_PATH = '/common/v2.0/adminconsent/resume';
const ANY_SESSION = {
  maxAgeSeconds: undefined,
  notBefore: undefined,
  sid: undefined,
  hintedUserId: undefined,
};
