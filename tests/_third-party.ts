import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  type Application,
  type ApplicationId,
  type ClientSecret,
  GRAPH_APP_ID,
  guid,
  newApplication,
  type PermissionScope,
  type RedirectUriType,
} from '@signet/identity';
import {
  type Browser,
  type BrowserOutcome,
  type BrowserPage,
  type BrowserRedirect,
  CONTOSO_TENANT_ID,
  type DemoPerson,
} from '@signet/lab';
import type { World } from './_world.ts';

/** An application that nobody has allowed anything yet. */
export interface ThirdParty {
  readonly application: Application;
  readonly redirectUri: string;
  /** A fresh browser of the person, at the authorize endpoint. */
  signIn(person: DemoPerson, parameters: Parameters, browser?: Browser): Promise<BrowserOutcome>;
  authorizeUrl(parameters: Parameters): string;
  redeem(code: string, parameters?: Parameters): Promise<TokenAnswer>;
  refresh(refreshToken: string, parameters?: Parameters): Promise<TokenAnswer>;
}

export type Parameters = Readonly<Record<string, string>>;

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  // The wire's own names.
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ThirdPartyOptions {
  readonly type?: RedirectUriType;
  readonly redirectUri?: string;
  readonly changes?: Partial<Application>;
}

export async function registerThirdParty(world: World, options: ThirdPartyOptions = {}): Promise<ThirdParty> {
  const { type = 'publicClient', redirectUri = 'https://third.party.example/signed-in', changes } = options;
  const { directory } = world.server.services;
  const application = newApplication({
    appId: guid<ApplicationId>(randomUUID()),
    tenantId: CONTOSO_TENANT_ID,
    displayName: 'Party planner',
    redirectUris: [{ type, uri: redirectUri }],
    createdAt: 0,
    ...changes,
  });
  await directory.applications.add(application);
  const verifier = randomBytes(32).toString('base64url');
  const authorizeUrl = (parameters: Parameters): string => {
    const url = new URL(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize`);
    url.search = new URLSearchParams({
      client_id: application.appId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid profile offline_access',
      state: 'the-state',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...parameters,
    }).toString();
    return url.href;
  };
  const post = (form: Parameters): Promise<TokenAnswer> =>
    postToken(world, { client_id: application.appId, ...form });
  return {
    application,
    redirectUri,
    authorizeUrl,
    async signIn(person, parameters, browser) {
      const visit = { redirectUri, userName: person.userPrincipalName };
      const opened = browser ?? world.openBrowser(await world.issueFor(person));
      return opened.visit(authorizeUrl(parameters), visit);
    },
    redeem: (code, parameters = {}) =>
      post({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
        ...parameters,
      }),
    refresh: (refreshToken, parameters = {}) =>
      post({ grant_type: 'refresh_token', refresh_token: refreshToken, ...parameters }),
  };
}

export async function postToken(
  world: World,
  form: Parameters,
  headers: Record<string, string> = {},
): Promise<TokenAnswer> {
  const { login } = world.server.origins;
  const answer = await world.fetch(`${login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  });
  const body = (await answer.json()) as TokenAnswer['body'];
  return { status: answer.status, headers: answer.headers, body };
}

/** An API with scopes of its own, reached as `api://files`. */
export async function registerApi(
  world: World,
  uri: string,
  scopes: readonly PermissionScope[],
): Promise<Application> {
  const { application } = await registerThirdParty(world, {
    changes: {
      displayName: 'Files',
      identifierUris: [uri],
      oauth2PermissionScopes: scopes,
      requestedAccessTokenVersion: 2,
    },
  });
  return application;
}

/** Consent of an administrator for everybody; `scopes` by spaces, of Graph unless another resource is named. */
export async function allowEverybody(
  world: World,
  clientId: ApplicationId,
  scopes: string,
  resourceId: ApplicationId = GRAPH_APP_ID,
): Promise<void> {
  const { directory, random } = world.server.services;
  await directory.permissionGrants.add({
    id: guid(random.guid()),
    tenantId: CONTOSO_TENANT_ID,
    clientId,
    resourceId,
    principalId: 'AllPrincipals',
    scopes: scopes.split(' '),
    createdAt: 0,
  });
}

export function secretOf(text: string): ClientSecret {
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { keyId: randomUUID(), sha256, hint: text.slice(0, 3), endDate: 4_000_000_000 };
}

export function scopeNamed(
  value: string,
  type: PermissionScope['type'] = 'User',
  isEnabled = true,
): PermissionScope {
  return { id: randomUUID(), value, type, isEnabled, userConsentDisplayName: `Do ${value} for you` };
}

export function asPage(outcome: BrowserOutcome): BrowserPage {
  if (outcome.kind !== 'page') throw new Error(`not a page: ${outcome.url.href}`);
  return outcome;
}

export function asRedirect(outcome: BrowserOutcome): BrowserRedirect {
  if (outcome.kind !== 'redirect') throw new Error(outcome.text);
  return outcome;
}
