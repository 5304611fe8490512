import {
  type Browser,
  type BrowserOutcome,
  type BrowserRedirect,
  CONTOSO_TENANT_ID,
  type DemoPerson,
} from '@signet/lab';
import * as client from 'openid-client';
import { trustOptions } from './_relying-party.ts';
import {
  allowEverybody,
  asRedirect,
  type Parameters,
  registerThirdParty,
  secretOf,
  type ThirdParty,
  type ThirdPartyOptions,
} from './_third-party.ts';
import type { World } from './_world.ts';

export const SECRET = 'as-secret-as-can-be';
export const REDIRECT_URI = 'https://aspnet.example/signin-oidc';

/** A web application whose registration has ID tokens of the authorize endpoint switched on, and everybody's consent. */
export async function registerIdTokenParty(
  world: World,
  changes: NonNullable<ThirdPartyOptions['changes']> = {},
  redirectUri = REDIRECT_URI,
): Promise<ThirdParty> {
  const party = await registerThirdParty(world, {
    type: 'web',
    redirectUri,
    changes: { secrets: [secretOf(SECRET)], enableIdTokenIssuance: true, ...changes },
  });
  await allowEverybody(world, party.application.appId, 'openid profile offline_access');
  return party;
}

export function discoverFor(
  world: World,
  { application }: ThirdParty,
  useResponseType: (configuration: client.Configuration) => void,
): Promise<client.Configuration> {
  const { execute, ...options } = trustOptions(world);
  return client.discovery(
    new URL(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/v2.0`),
    application.appId,
    undefined,
    client.ClientSecretPost(SECRET),
    { ...options, execute: [...(execute ?? []), useResponseType] },
  );
}

/** An authorize request as the handler of ASP.NET Core makes it: neither PKCE nor `offline_access`. */
export function authorizeUrl(world: World, { application, redirectUri }: ThirdParty, more: Parameters): URL {
  const url = new URL(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize`);
  url.search = String(
    new URLSearchParams({
      client_id: application.appId,
      redirect_uri: redirectUri,
      response_type: 'id_token',
      scope: 'openid profile',
      response_mode: 'form_post',
      nonce: 'the-nonce',
      state: 'the-state',
      ...more,
    }),
  );
  return url;
}

/** The person's new browser, at the address until it comes back to the application. */
export async function comeBack(
  world: World,
  { redirectUri }: Pick<ThirdParty, 'redirectUri'>,
  person: DemoPerson,
  url: URL,
  browser?: Browser,
): Promise<BrowserRedirect> {
  const opened = browser ?? world.openBrowser(await world.issueFor(person));
  return asRedirect(await visit({ redirectUri }, person, url, opened));
}

export function visit(
  { redirectUri }: Pick<ThirdParty, 'redirectUri'>,
  person: DemoPerson,
  url: URL,
  browser: Browser,
): Promise<BrowserOutcome> {
  return browser.visit(url, { redirectUri, userName: person.userPrincipalName });
}

/** What the application's listener gets: the request of a form_post, or the address with its fragment. */
export function asArrived({ responseMode, url, parameters }: BrowserRedirect): URL | Request {
  return responseMode === 'form_post' ? new Request(url, { method: 'POST', body: parameters }) : url;
}
