import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Application } from '@signet/identity';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnCertificate, type OwnCertificate, registerApplication } from './_applications.ts';
import { confirmDevice } from './_device.ts';
import { trustOptions } from './_relying-party.ts';
import { allowEverybody, asRedirect, type Parameters, scopeNamed, secretOf } from './_third-party.ts';
import { ROOT } from './_workspaces.ts';
import { startWorld, type World } from './_world.ts';

// What applications from before MSAL ask: a resource instead of scopes, texts instead of numbers.

const { alice } = DEMO_PEOPLE;
const SECRET = 'a-secret-of-the-portal';
const REDIRECT_URI = 'https://portal.example/signed-in';
const RESOURCE = 'https://files.contoso.example/';
/** Version 1 has them without being asked. */
const PERSON = { given_name: alice.givenName, family_name: alice.surname, ipaddr: '127.0.0.1' };
let world: World;
let own: OwnCertificate;
let portal: Application;
let files: Application;

beforeAll(async () => {
  world = await startWorld();
  own = await createOwnCertificate(world, 'Portal');
  files = await registerApplication(world, {
    displayName: 'Files',
    identifierUris: [RESOURCE],
    oauth2PermissionScopes: [scopeNamed('user_impersonation')],
    secrets: [secretOf('files')],
  });
  portal = await registerApplication(
    world,
    {
      displayName: 'Portal',
      redirectUris: [{ type: 'web', uri: REDIRECT_URI }],
      secrets: [secretOf(SECRET)],
      requiredResourceAccess: [{ resourceAppId: files.appId, scopes: ['user_impersonation'] }],
    },
    [own.certificate],
  );
  for (const appId of [portal.appId, APPLICATION_IDS.native]) {
    await allowEverybody(world, appId, 'openid profile offline_access User.Read');
    await allowEverybody(world, appId, 'user_impersonation', files.appId);
  }
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('a code of version 1', () => {
  it('brings tokens of version 1, numbers as texts, and the resource', async () => {
    const { status, body } = await redeem(await signIn());
    expect(status).toBe(200);
    const { login } = world.server.origins;
    expect(body).toMatchObject({
      token_type: 'Bearer',
      scope: 'user_impersonation',
      expires_in: '3600',
      ext_expires_in: '3600',
      expires_on: expect.stringMatching(/^\d{10}$/),
      not_before: expect.stringMatching(/^\d{10}$/),
      resource: RESOURCE,
      refresh_token: expect.any(String),
      client_info: expect.any(String),
    });
    const access = await verified(String(body['access_token']));
    expect(access).toMatchObject({
      ver: '1.0',
      aud: RESOURCE,
      appid: portal.appId,
      scp: 'user_impersonation',
      acr: '1',
      amr: ['fed', 'rsa'],
      ...PERSON,
    });
    expect(String(access.exp)).toBe(body['expires_on']);
    const id = await verified(String(body['id_token']));
    expect(id).toMatchObject({
      ver: '1.0',
      iss: `${login}/${CONTOSO_TENANT_ID}/`,
      aud: portal.appId,
      upn: alice.userPrincipalName,
      unique_name: alice.userPrincipalName,
      nonce: 'n',
      ...PERSON,
    });
    expect(id).not.toHaveProperty('preferred_username');
  });

  it('may be redeemed at version 2, as the CLI for Microsoft 365 does', async () => {
    const code = await signIn();
    const form = { ...proved(code), scope: `${RESOURCE}/.default` };
    const { body } = await post('/oauth2/v2.0/token', form);
    expect(body).toMatchObject({ expires_in: 3600, scope: expect.stringContaining(`${RESOURCE}/.default`) });
    expect(decodeJwt(String(body['id_token']))['ver']).toBe('2.0');
  });

  it('goes on for the resource of the sign-in when the token request names none', async () => {
    const { body } = await post('/oauth2/token', proved(await signIn()));
    expect(decodeJwt(String(body['access_token'])).aud).toBe(RESOURCE);
    const refreshed = await post('/oauth2/token', {
      ...proof(),
      grant_type: 'refresh_token',
      refresh_token: String(body['refresh_token']),
    });
    expect(decodeJwt(String(refreshed.body['access_token'])).aud).toBe(RESOURCE);
  });

  it('without a resource is for the sign-in, and Graph', async () => {
    const code = await signIn({ resource: '' });
    const { body } = await redeem(code, { resource: '' });
    expect(decodeJwt(String(body['access_token']))).toMatchObject({ scp: 'openid profile' });
    expect(body['id_token']).toEqual(expect.any(String));
  });

  it('is answered with the issuer of version 1', async () => {
    const answer = asRedirect(await visit({}));
    expect(answer.parameters.get('iss')).toBe(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/`);
  });

  it.each([
    ['a resource that there is not', { resource: 'https://nowhere.example' }, 500011],
    ['a resource that is two', { resource: `${RESOURCE} openid` }, 500011],
    ['another response type', { response_type: 'token' }, 70005],
    [
      'an ID token that is not switched on',
      { response_type: 'id_token', response_mode: 'form_post' },
      700054,
    ],
  ])('is not given for %s', async (_what, changes, aadsts) => {
    const answer = asRedirect(await visit(changes));
    expect(answer.parameters.get('error_description')).toContain(`AADSTS${aadsts}`);
  });

  it('is not given to a public client without PKCE', async () => {
    const url = authorizeUrl({ client_id: APPLICATION_IDS.native, redirect_uri: 'http://localhost' });
    const answer = asRedirect(await world.openBrowser().visit(url, { redirectUri: 'http://localhost' }));
    expect(answer.parameters.get('error_description')).toContain('AADSTS9002325');
  });
});

describe('other grants of version 1', () => {
  it('client_credentials and on-behalf-of name a resource', async () => {
    const { body } = await post('/oauth2/token', {
      ...proof(),
      grant_type: 'client_credentials',
      resource: RESOURCE,
    });
    expect(body).not.toHaveProperty('scope');
    expect(decodeJwt(String(body['access_token']))).toMatchObject({ aud: RESOURCE, idtyp: 'app' });
    await allowEverybody(world, files.appId, 'User.Read');
    const incoming = (await redeem(await signIn())).body['access_token'];
    const acted = await post('/oauth2/token', {
      client_id: files.appId,
      client_secret: 'files',
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of',
      assertion: String(incoming),
      resource: 'https://graph.microsoft.com',
    });
    expect(decodeJwt(String(acted.body['access_token']))).toMatchObject({
      aud: 'https://graph.microsoft.com',
      appid: files.appId,
      oid: alice.id,
    });
  });

  it.each(['client_credentials', 'password'])('%s wants one', async (grantType) => {
    const answer = await post('/oauth2/token', { ...proof(), grant_type: grantType });
    expect(answer).toMatchObject({ status: 400, body: { error_codes: [900144] } });
  });

  it('a resource is refused at version 2', async () => {
    const form = { ...proof(), grant_type: 'client_credentials', resource: RESOURCE };
    expect((await post('/oauth2/v2.0/token', form)).body).toMatchObject({ error_codes: [901002] });
  });
});

describe('the document of version 1', () => {
  it('leads openid-client through a sign-in, with the signature and the issuer checked', async () => {
    const server = new URL(
      `${world.server.origins.login}/${CONTOSO_TENANT_ID}/.well-known/openid-configuration`,
    );
    const bySecret = client.ClientSecretPost(SECRET);
    const trust = trustOptions(world);
    const configuration = await client.discovery(server, portal.appId, undefined, bySecret, trust);
    const metadata = configuration.serverMetadata();
    const base = `${world.server.origins.login}/${CONTOSO_TENANT_ID}`;
    expect(metadata).toMatchObject({
      issuer: `${base}/`,
      authorization_endpoint: `${base}/oauth2/authorize`,
      token_endpoint: `${base}/oauth2/token`,
      device_authorization_endpoint: `${base}/oauth2/devicecode`,
      end_session_endpoint: `${base}/oauth2/logout`,
      userinfo_endpoint: `${base}/openid/userinfo`,
      jwks_uri: `${base}/discovery/keys`,
      microsoft_multi_refresh_token: true,
    });
    const checks = {
      pkceCodeVerifier: client.randomPKCECodeVerifier(),
      expectedState: client.randomState(),
      expectedNonce: client.randomNonce(),
      idTokenExpected: true,
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: REDIRECT_URI,
      resource: RESOURCE,
      code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
    });
    const { url: answer } = asRedirect(await walk(url.href, alice));
    const tokens = await client.authorizationCodeGrant(configuration, answer, checks, { resource: RESOURCE });
    expect(tokens.claims()).toMatchObject({ ver: '1.0', oid: alice.id });
    expect(tokens.expiresIn()).toBeGreaterThan(3500);
  });

  it('is what instance discovery names to ADAL', async () => {
    const { login } = world.server.origins;
    const endpoint = `${login}/contoso.example/oauth2/authorize`;
    const query = `api-version=1.0&authorization_endpoint=${encodeURIComponent(endpoint)}`;
    const answer = await world.fetch(`${login}/common/discovery/instance?${query}`);
    expect(await answer.json()).toMatchObject({
      tenant_discovery_endpoint: `${login}/contoso.example/.well-known/openid-configuration`,
    });
  });

  it('has a sign-out that comes back', async () => {
    const back = encodeURIComponent(REDIRECT_URI);
    const url = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/logout?client_id=${portal.appId}&post_logout_redirect_uri=${back}`;
    expect(asRedirect(await world.openBrowser().visit(url, { redirectUri: REDIRECT_URI })).url.href).toBe(
      REDIRECT_URI,
    );
  });
});

/** ADAL for Python as Debian packages it, unmodified. */
describe.skipIf(!hasAdal())('ADAL for Python', () => {
  let outcomes: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  beforeAll(async () => {
    outcomes = await runAdal();
  });

  it('redeems a code, and reads who signed in', () => {
    expect(outcomes.get('authorization-code')).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: 3600,
      resource: RESOURCE,
      userId: alice.userPrincipalName,
      tenantId: CONTOSO_TENANT_ID,
      oid: alice.id,
    });
  });

  it('gets a token of another resource by the same refresh token', () => {
    const { accessToken, resource } = outcomes.get('other-resource') ?? {};
    expect(resource).toBe('https://graph.microsoft.com');
    expect(decodeJwt(String(accessToken))).toMatchObject({
      oid: alice.id,
      aud: 'https://graph.microsoft.com',
    });
  });

  it.each([
    ['secret', '1'],
    ['certificate', '2'],
  ])('signs an application in by %s', (run, appidacr) => {
    expect(decodeJwt(String(outcomes.get(run)?.['accessToken']))).toMatchObject({
      aud: RESOURCE,
      appid: portal.appId,
      appidacr,
      idtyp: 'app',
    });
  });

  it('reads the error of a wrong secret', () => {
    expect(outcomes.get('wrong-secret')).toMatchObject({
      error: { error: 'invalid_client', error_codes: [7000215] },
    });
  });

  it('signs in by device code', () => {
    expect(outcomes.get('device-code')).toMatchObject({ oid: alice.id, resource: RESOURCE });
  });
});

function hasAdal(): boolean {
  const found = existsSync('/usr/lib/python3/dist-packages/adal');
  if (!found) console.log('ADAL for Python: python3-adal is not installed, its suite is left out');
  return found;
}

async function runAdal(): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  const ca = join(world.folder, 'root.pem');
  await writeFile(ca, world.pki.root.certificatePem);
  const child = spawn('/usr/bin/python3', [join(ROOT, 'tests/adal-python/runs.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const say = (value: unknown) => child.stdin.write(`${JSON.stringify(value)}\n`);
  say({
    authority: `${world.server.origins.login}/${CONTOSO_TENANT_ID}`,
    ca,
    clientId: portal.appId,
    nativeClientId: APPLICATION_IDS.native,
    secret: SECRET,
    resource: RESOURCE,
    privateKey: own.privateKeyPem,
    thumbprint: createHash('sha1').update(own.certificate).digest('hex'),
    code: { code: await signIn(), redirectUri: REDIRECT_URI },
  });
  const outcomes = new Map<string, Readonly<Record<string, unknown>>>();
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text);
    if (line.ask === 'device') {
      await confirmDevice(world, world.openBrowser(await world.issueFor(alice)), line.userCode, alice);
      say({});
    } else {
      outcomes.set(line.run, line.result);
    }
  }
  expect(await ended).toBe(0);
  return outcomes;
}

function proof(): Parameters {
  return { client_id: portal.appId, client_secret: SECRET };
}

function proved(code: string): Parameters {
  return { ...proof(), grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI };
}

function authorizeUrl(parameters: Parameters): string {
  const url = new URL(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/authorize`);
  const all = {
    client_id: portal.appId,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    resource: RESOURCE,
    prompt: 'refresh_session',
    nonce: 'n',
    ...parameters,
  };
  url.search = new URLSearchParams(Object.entries(all).filter(([, value]) => value !== '')).toString();
  return url.href;
}

async function visit(parameters: Parameters) {
  return walk(authorizeUrl(parameters), alice);
}

async function walk(url: string, person: DemoPerson) {
  const browser = world.openBrowser(await world.issueFor(person));
  return browser.visit(url, { redirectUri: REDIRECT_URI, userName: person.userPrincipalName });
}

async function signIn(parameters: Parameters = {}): Promise<string> {
  return asRedirect(await visit(parameters)).parameters.get('code')!;
}

async function redeem(code: string, parameters: Parameters = {}) {
  const form = { ...proved(code), resource: RESOURCE, ...parameters };
  return post('/oauth2/token', Object.fromEntries(Object.entries(form).filter(([, value]) => value !== '')));
}

async function post(path: string, form: Parameters) {
  const url = `${world.server.origins.login}/${CONTOSO_TENANT_ID}${path}`;
  const answer = await world.fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
}

async function verified(token: string) {
  const url = new URL(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/discovery/keys`);
  return (await jwtVerify(token, createRemoteJWKSet(url, { [customFetch]: world.fetch }))).payload;
}
