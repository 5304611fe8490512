import { randomBytes } from 'node:crypto';
import { APPLICATION_IDS, type BrowserRedirect, type DemoPerson } from '@signet/lab';
import * as client from 'openid-client';
import type { World } from './_world.ts';

/** The world's web application on openid-client, with what one sign-in brought back. */
export interface SignedIn {
  readonly configuration: client.Configuration;
  readonly tokens: Awaited<ReturnType<typeof client.authorizationCodeGrant>>;
  readonly answer: BrowserRedirect;
}

export interface SignInOptions {
  readonly configuration: client.Configuration;
  readonly person: DemoPerson;
  readonly responseMode?: 'query' | 'fragment' | 'form_post';
}

export function redirectUriOf({ webAppOrigin }: World): string {
  return `${webAppOrigin}/callback`;
}

/** `path` after the login origin; with `/.well-known/` in it, openid-client takes whatever issuer it finds there. */
export function discover(
  world: World,
  path: string,
  authentication = client.ClientSecretPost(world.webAppClientSecret),
): Promise<client.Configuration> {
  const server = new URL(`${world.server.origins.login}${path}`);
  return client.discovery(server, APPLICATION_IDS.web, undefined, authentication, trustOptions(world));
}

export function trustOptions(world: World): client.DiscoveryRequestOptions {
  return {
    [client.customFetch]: trustingFetch(world),
    // Beside the claims, the signature of the ID token is checked against the published keys.
    execute: [client.enableNonRepudiationChecks],
  };
}

/** As both libraries call it; what they give as a body is always one that `fetch` takes. */
export function trustingFetch(world: World): (url: string, options: FetchOptions) => Promise<Response> {
  return (url, { method, headers, body }) =>
    world.fetch(url, { method, headers, body: (body ?? null) as BodyInit | null });
}

interface FetchOptions {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** A whole sign-in: authorize request, certificate, answer, code; PKCE, state and nonce checked by openid-client. */
export async function signInWith(world: World, options: SignInOptions): Promise<SignedIn> {
  const { configuration, person, responseMode } = options;
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const expectedNonce = client.randomNonce();
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUriOf(world),
    scope: 'openid profile email offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...(responseMode && { response_mode: responseMode }),
  });
  const answer = await walkThrough(world, url, person);
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  const tokens = await client.authorizationCodeGrant(configuration, asSeenByApp(answer), checks);
  return { configuration, tokens, answer };
}

/** Signs in with a fresh certificate of the person and stops at the application's door. */
export async function walkThrough(world: World, url: URL, person: DemoPerson): Promise<BrowserRedirect> {
  const browser = world.openBrowser(await world.issueFor(person));
  const outcome = await browser.visit(url, {
    redirectUri: redirectUriOf(world),
    userName: person.userPrincipalName,
  });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  return outcome;
}

/** The request of a form_post; else the address, a fragment in the query's place: the library reads only there. */
function asSeenByApp({ responseMode, url, parameters, redirectUri }: BrowserRedirect): URL | Request {
  switch (responseMode) {
    case 'form_post':
      return new Request(url, { method: 'POST', body: parameters });
    case 'fragment':
      return new URL(`?${parameters}`, redirectUri);
    case 'query':
      return url;
    default:
      return responseMode satisfies never;
  }
}

export function randomText(): string {
  return randomBytes(32).toString('base64url');
}
