import { APPLICATION_IDS, CONTOSO_TENANT_ID, DEMO_PEOPLE, FEDERATED_DOMAIN } from '@signet/lab';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  discover,
  randomText,
  redirectUriOf,
  signInWith,
  trustingFetch,
  trustOptions,
  walkThrough,
} from './_relying-party.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob, dora } = DEMO_PEOPLE;
const TENANT = `/${CONTOSO_TENANT_ID}/v2.0`;
const WELL_KNOWN = '/v2.0/.well-known/openid-configuration';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('openid-client', () => {
  it.each([
    ['federated', alice, ['fed', 'rsa']],
    ['managed', dora, ['rsa']],
  ] as const)(
    'signs a %s user in, with PKCE, state, nonce, iss and the signature checked',
    async (_kind, person, amr) => {
      const configuration = await discover(world, TENANT);
      const { tokens, answer } = await signInWith(world, { configuration, person });
      const issuer = `${world.server.origins.login}${TENANT}`;
      expect(configuration.serverMetadata()).toMatchObject({
        issuer,
        authorization_response_iss_parameter_supported: true,
      });
      expect(answer.parameters.get('iss')).toBe(issuer);
      expect(tokens.claims()).toMatchObject({
        iss: issuer,
        aud: APPLICATION_IDS.web,
        oid: person.id,
        tid: CONTOSO_TENANT_ID,
        preferred_username: person.userPrincipalName,
        amr,
      });
    },
  );

  it.each(['query', 'fragment', 'form_post'] as const)('takes the answer by %s', async (responseMode) => {
    const configuration = await discover(world, TENANT);
    const { tokens, answer } = await signInWith(world, { configuration, person: alice, responseMode });
    expect(answer.responseMode).toBe(responseMode);
    expect(tokens.claims()?.['oid']).toBe(alice.id);
  });

  it.each([
    ['client_secret_post', client.ClientSecretPost],
    ['client_secret_basic', client.ClientSecretBasic],
  ] as const)('proves itself by %s, and refreshes with a rotated token', async (_method, authentication) => {
    const configuration = await discover(world, TENANT, authentication(world.webAppClientSecret));
    const { tokens } = await signInWith(world, { configuration, person: bob });
    const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token!);
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    expect(refreshed.access_token).not.toBe(tokens.access_token);
    const { sub, oid } = tokens.claims()!;
    expect(refreshed.claims()).toMatchObject({ sub, oid });
    await expect(client.refreshTokenGrant(configuration, refreshed.refresh_token!)).resolves.toMatchObject({
      token_type: 'bearer',
    });
  });

  it('is refused the refresh once the certificate is revoked', async () => {
    const configuration = await discover(world, TENANT);
    const certificate = await world.issueFor(bob);
    const codeVerifier = client.randomPKCECodeVerifier();
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUriOf(world),
      scope: 'openid offline_access',
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      login_hint: bob.userPrincipalName,
    });
    const outcome = await world.openBrowser(certificate).visit(url, { redirectUri: redirectUriOf(world) });
    const tokens = await client.authorizationCodeGrant(configuration, outcome.url, {
      pkceCodeVerifier: codeVerifier,
    });
    await world.revoke(certificate);
    const refused = await errorOf(client.refreshTokenGrant(configuration, tokens.refresh_token!));
    expect(refused).toBeInstanceOf(client.ResponseBodyError);
    expect(refused).toMatchObject({
      status: 400,
      error: 'invalid_grant',
      error_description: expect.stringContaining('AADSTS500171'),
    });
  });

  it('signs out and comes back to the registered address, with state', async () => {
    const configuration = await discover(world, TENANT);
    const { tokens } = await signInWith(world, { configuration, person: alice });
    const back = `${world.webAppOrigin}/`;
    const url = client.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: back,
      id_token_hint: tokens.id_token!,
      state: 'x y',
    });
    const outcome = await world.openBrowser().visit(url, { redirectUri: back });
    expect(outcome).toMatchObject({ kind: 'redirect' });
    expect(outcome.url.searchParams.get('state')).toBe('x y');
  });

  it('is not sent anywhere else after signing out', async () => {
    const configuration = await discover(world, TENANT);
    const url = client.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: 'https://elsewhere.example/',
    });
    const outcome = await world.openBrowser().visit(url, { redirectUri: 'https://elsewhere.example/' });
    expect(outcome).toMatchObject({ kind: 'page', text: expect.stringContaining('You are signed out') });
  });
});

describe('errors that openid-client reads', () => {
  it('comes back with login_required, issuer and state, when a silent request finds nobody', async () => {
    const configuration = await discover(world, TENANT);
    const expectedState = client.randomState();
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUriOf(world),
      scope: 'openid',
      prompt: 'none',
      state: expectedState,
    });
    const answer = await world.openBrowser().visit(url, { redirectUri: redirectUriOf(world) });
    const refused = await errorOf(
      client.authorizationCodeGrant(configuration, answer.url, { expectedState }),
    );
    expect(refused).toBeInstanceOf(client.AuthorizationResponseError);
    expect(refused).toMatchObject({
      error: 'login_required',
      error_description: expect.stringMatching(/^AADSTS50058: /),
    });
  });

  it('hears that the code is used up, that the verifier is wrong, and that the secret is', async () => {
    const configuration = await discover(world, TENANT);
    const answer = await authorize(configuration);
    const { pkceCodeVerifier } = answer;
    const wrongVerifier = await errorOf(
      client.authorizationCodeGrant(configuration, answer.url, { pkceCodeVerifier: randomText() }),
    );
    expect(wrongVerifier).toMatchObject({ status: 400, error: 'invalid_grant' });

    const again = await authorize(configuration);
    await client.authorizationCodeGrant(configuration, again.url, again);
    const usedUp = await errorOf(client.authorizationCodeGrant(configuration, again.url, again));
    expect(usedUp).toMatchObject({ status: 400, error: 'invalid_grant' });

    const impostor = await discover(world, TENANT, client.ClientSecretBasic('guessed'));
    const refused = await errorOf(client.authorizationCodeGrant(impostor, answer.url, { pkceCodeVerifier }));
    expect(refused).toMatchObject({ error: 'invalid_client', status: 401 });
    expect(String((refused as Error & { error_description?: string }).error_description)).toMatch(
      /^AADSTS7000215: /,
    );
  });

  it('refuses an answer of another issuer', async () => {
    const configuration = await discover(world, TENANT);
    const { url, pkceCodeVerifier } = await authorize(configuration);
    url.searchParams.set('iss', 'https://elsewhere.example/');
    const refused = await errorOf(client.authorizationCodeGrant(configuration, url, { pkceCodeVerifier }));
    expect(String((refused as Error).cause ?? refused)).toContain('"iss"');
  });

  async function authorize(
    configuration: client.Configuration,
  ): Promise<{ readonly url: URL; readonly pkceCodeVerifier: string }> {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUriOf(world),
      scope: 'openid',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    return { url: (await walkThrough(world, url, alice)).url, pkceCodeVerifier };
  }
});

describe('tenants by other names', () => {
  it('refuses to discover by domain, because the issuer has the GUID, and signs in by the document itself', async () => {
    await expect(discover(world, `/${FEDERATED_DOMAIN}/v2.0`)).rejects.toMatchObject({
      code: 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
    });
    const configuration = await discover(world, `/${FEDERATED_DOMAIN}${WELL_KNOWN}`);
    expect(configuration.serverMetadata().token_endpoint).toContain(`/${FEDERATED_DOMAIN}/`);
    const { tokens, answer } = await signInWith(world, { configuration, person: alice });
    expect(tokens.claims()).toMatchObject({ iss: `${world.server.origins.login}${TENANT}`, oid: alice.id });
    expect(answer.parameters.get('iss')).toBe(tokens.claims()?.iss);
  });

  describe.each(['common', 'organizations'])('/%s', (segment) => {
    it('has a template for an issuer, which openid-client refuses at hosts it does not know', async () => {
      await expect(discover(world, `/${segment}/v2.0`)).rejects.toMatchObject({
        code: 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
      });
    });

    it('signs in as openid-client does it at Entra, the tenant put into the template', async () => {
      const configuration = await discoverAsEntra(segment);
      expect(configuration.serverMetadata().issuer).toBe(`${world.server.origins.login}/{tenantid}/v2.0`);
      const { tokens, answer } = await signInWith(world, { configuration, person: alice });
      expect(tokens.claims()).toMatchObject({ iss: `${world.server.origins.login}${TENANT}`, oid: alice.id });
      // RFC 9207: nothing to compare it with.
      expect(answer.parameters.has('iss')).toBe(false);
      await expect(client.refreshTokenGrant(configuration, tokens.refresh_token!)).resolves.toBeDefined();
    });
  });

  /** The library knows one multi-tenant host by name; only the discovery request is led here from there. */
  function discoverAsEntra(segment: string): Promise<client.Configuration> {
    const entra = 'https://login.microsoftonline.com';
    const ask = trustingFetch(world);
    return client.discovery(
      new URL(`${entra}/${segment}/v2.0`),
      APPLICATION_IDS.web,
      undefined,
      client.ClientSecretPost(world.webAppClientSecret),
      {
        ...trustOptions(world),
        [client.customFetch]: (url, options) => ask(url.replace(entra, world.server.origins.login), options),
      },
    );
  }
});

describe('oauth4webapi', () => {
  it('signs a public client in, step by step, and verifies the signature with the published keys', async () => {
    const options = { [oauth.customFetch]: trustingFetch(world) };
    const issuer = new URL(`${world.server.origins.login}${TENANT}`);
    const server = await oauth
      .discoveryRequest(issuer, options)
      .then((response) => oauth.processDiscoveryResponse(issuer, response));
    const native: oauth.Client = { client_id: APPLICATION_IDS.native };
    const redirectUri = 'http://localhost:49153';
    const [codeVerifier, state, nonce] = [
      oauth.generateRandomCodeVerifier(),
      oauth.generateRandomState(),
      oauth.generateRandomNonce(),
    ];
    const url = new URL(server.authorization_endpoint!);
    url.search = new URLSearchParams({
      client_id: native.client_id,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid offline_access',
      code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    }).toString();
    const browser = world.openBrowser(await world.issueFor(dora));
    const answer = await browser.visit(url, { redirectUri, userName: dora.userPrincipalName });
    const parameters = oauth.validateAuthResponse(server, native, answer.url, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      native,
      oauth.None(),
      parameters,
      redirectUri,
      codeVerifier,
      options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, native, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, response, options);
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ oid: dora.id, nonce });
  });

  it('hears of an unknown client in the form that RFC 6749 gives', async () => {
    const issuer = new URL(`${world.server.origins.login}${TENANT}`);
    const options = { [oauth.customFetch]: trustingFetch(world) };
    const server = await oauth
      .discoveryRequest(issuer, options)
      .then((response) => oauth.processDiscoveryResponse(issuer, response));
    const stranger: oauth.Client = { client_id: 'c0270500-0000-4000-8000-00000000dead' };
    const response = await oauth.refreshTokenGrantRequest(server, stranger, oauth.None(), 'x', options);
    const refused = await errorOf(oauth.processRefreshTokenResponse(server, stranger, response));
    expect(refused).toBeInstanceOf(oauth.ResponseBodyError);
    expect(refused).toMatchObject({ error: 'unauthorized_client', status: 400 });
  });
});

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('nothing was refused');
    },
    (error: unknown) => error,
  );
}
