import * as client from 'openid-client';
import { createFetch } from '../clients/http-exchange.ts';

export interface RelyingPartyOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly ca?: string;
  readonly origin: string;
}

/** What a sign-in has to bring back. */
export interface PendingLogin {
  readonly codeVerifier: string;
  readonly state: string;
  readonly nonce: string;
}

export interface SignedIn {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly idToken: string;
}

export interface RelyingParty {
  readonly origin: string;
  startLogin(
    loginHint: string | undefined,
  ): Promise<{ readonly location: string; readonly login: PendingLogin }>;
  /** Throws what openid-client throws: the service's own error, or a check of the answer that failed. */
  finishLogin(callback: URL, login: PendingLogin): Promise<SignedIn>;
  signOutUrl(signedIn: SignedIn): Promise<string>;
}

/** Authorization code with PKCE, state and nonce; all checks are openid-client's. */
export function createRelyingParty(options: RelyingPartyOptions): RelyingParty {
  const { origin } = options;
  const findConfiguration = discoverOnce(options);
  return {
    origin,
    startLogin: async (loginHint) => {
      const codeVerifier = client.randomPKCECodeVerifier();
      const login = { codeVerifier, state: client.randomState(), nonce: client.randomNonce() };
      const location = client.buildAuthorizationUrl(await findConfiguration(), {
        redirect_uri: `${origin}/callback`,
        scope: 'openid profile email',
        code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        state: login.state,
        nonce: login.nonce,
        ...(loginHint === undefined ? {} : { login_hint: loginHint }),
      });
      return { location: location.href, login };
    },
    finishLogin: async (callback, { codeVerifier, state, nonce }) => {
      const tokens = await client.authorizationCodeGrant(await findConfiguration(), callback, {
        pkceCodeVerifier: codeVerifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      return { claims: tokens.claims() ?? {}, idToken: tokens.id_token ?? '' };
    },
    signOutUrl: async ({ idToken }) =>
      client.buildEndSessionUrl(await findConfiguration(), {
        id_token_hint: idToken,
        post_logout_redirect_uri: `${origin}/`,
      }).href,
  };
}

/** Discovers at the first call, and again only when that failed. */
function discoverOnce(options: RelyingPartyOptions): () => Promise<client.Configuration> {
  let configuration: Promise<client.Configuration> | undefined;
  return () => {
    configuration ??= discover(options).catch((error: unknown) => {
      configuration = undefined;
      throw error;
    });
    return configuration;
  };
}

async function discover({
  issuer,
  clientId,
  clientSecret,
  ca,
}: RelyingPartyOptions): Promise<client.Configuration> {
  return await client.discovery(
    new URL(issuer),
    clientId,
    undefined,
    client.ClientSecretPost(clientSecret),
    ca === undefined ? undefined : { [client.customFetch]: trustOnly(ca) },
  );
}

function trustOnly(ca: string): client.CustomFetch {
  const fetch = createFetch(ca);
  return (url, { method, headers, body, signal }) =>
    fetch(url, { method, headers, body: body ?? null, ...(signal ? { signal } : {}) });
}
