import { CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discover, signInWith } from './_relying-party.ts';
import { allowEverybody, asRedirect, registerApi, registerThirdParty, scopeNamed } from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob } = DEMO_PEOPLE;
let world: World;
let accessToken: string;
let idToken: string;

beforeAll(async () => {
  world = await startWorld();
  const configuration = await discover(world, `/${CONTOSO_TENANT_ID}/v2.0`);
  const { tokens } = await signInWith(world, { configuration, person: alice });
  accessToken = tokens.access_token;
  idToken = tokens.id_token!;
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('userinfo', () => {
  it.each([
    ['version 2, at Graph', `/${CONTOSO_TENANT_ID}/v2.0`, '/oidc/userinfo'],
    ['version 1', '/contoso.example/.well-known/openid-configuration', '/contoso.example/openid/userinfo'],
  ])('of %s tells openid-client who signed in, with the sub of the ID token', async (_version, path, at) => {
    const configuration = await discover(world, path);
    const { login } = world.server.origins;
    expect(configuration.serverMetadata().userinfo_endpoint).toBe(`${login}${at}`);
    const fresh = await signInWith(world, {
      configuration: await discover(world, `/${CONTOSO_TENANT_ID}/v2.0`),
      person: alice,
    });
    const { sub } = fresh.tokens.claims()!;
    // It checks that the answer has this sub.
    expect(await client.fetchUserInfo(configuration, fresh.tokens.access_token, sub)).toEqual({
      sub,
      name: alice.displayName,
      given_name: alice.givenName,
      family_name: alice.surname,
      preferred_username: alice.userPrincipalName,
      email: alice.userPrincipalName,
    });
  });

  it.each([
    ['GET with a header', { headers: bearer }],
    ['POST with a header', { method: 'POST', headers: bearer }],
    ['POST with a form', { method: 'POST', form: true }],
  ] as const)('answers a %s', async (_how, { form, headers, ...init }: Asking) => {
    const answer = await ask({
      ...init,
      ...(headers && { headers: headers(accessToken) }),
      ...(form && { body: new URLSearchParams({ access_token: accessToken }) }),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toMatchObject({ name: alice.displayName });
  });

  it('may be asked by a page of any origin, which has no cookie to lend', async () => {
    const preflight = await ask({ method: 'OPTIONS', headers: { origin: 'https://spa.example' } });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    const answer = await ask({ headers: { ...bearer(accessToken), origin: 'https://spa.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('says nothing of errors to who sent no token', async () => {
    const answer = await ask({});
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="userinfo"');
  });

  it('does not read a token from the address', async () => {
    expect((await ask({}, `?access_token=${accessToken}`)).status).toBe(401);
  });

  it.each([
    ['an ID token', () => idToken],
    ['a token with another signature', () => forged(accessToken)],
    ['a token of nobody', () => 'x.y.z'],
    ['a token that is no JWT', () => 'abc'],
    ['ten thousand letters', () => 'a'.repeat(10_000)],
  ])('refuses %s as invalid_token', async (_what, token) => {
    await expectFault(bearer(token()), 401, 'invalid_token');
  });

  it('refuses what cannot be read, or came in two ways, as invalid_request', async () => {
    await expectFault({ authorization: 'Bearer a b' }, 400, 'invalid_request');
    const answer = await ask({
      method: 'POST',
      headers: bearer(accessToken),
      body: new URLSearchParams({ access_token: accessToken }),
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_request"');
  });

  it('refuses a token without openid as insufficient_scope, and names the scope', async () => {
    const party = await registerThirdParty(world);
    await allowEverybody(world, party.application.appId, 'User.Read');
    const { body } = await party.redeem(await codeOf(party, 'User.Read'));
    const answer = await ask({ headers: bearer(String(body['access_token'])) });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toMatch(/error="insufficient_scope".*scope="openid"/);
  });

  it('refuses a token of another resource', async () => {
    const api = await registerApi(world, 'api://userinfo-files', [scopeNamed('Files.Read')]);
    const party = await registerThirdParty(world);
    await allowEverybody(world, party.application.appId, 'openid');
    await allowEverybody(world, party.application.appId, 'Files.Read', api.appId);
    const { body } = await party.redeem(await codeOf(party, 'openid api://userinfo-files/Files.Read'));
    await expectFault(bearer(String(body['access_token'])), 401, 'invalid_token');
  });

  it('refuses a token whose certificate has been revoked', async () => {
    const certificate = await world.issueFor(bob);
    const party = await registerThirdParty(world);
    await allowEverybody(world, party.application.appId, 'openid profile');
    const { body } = await party.redeem(
      await codeOf(party, 'openid profile', world.openBrowser(certificate)),
    );
    const headers = bearer(String(body['access_token']));
    expect((await ask({ headers })).status).toBe(200);
    await world.revoke(certificate);
    await expectFault(headers, 401, 'invalid_token');
  });
});

interface Asking {
  readonly method?: string;
  readonly form?: true;
  readonly headers?: typeof bearer;
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

function ask(init: RequestInit, query = ''): Promise<Response> {
  return world.fetch(`${world.server.origins.login}/oidc/userinfo${query}`, init);
}

async function expectFault(headers: Record<string, string>, status: number, error: string): Promise<void> {
  const answer = await ask({ headers });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('www-authenticate')).toContain(`error="${error}"`);
  expect(await answer.json()).toMatchObject({ error });
}

function forged(token: string): string {
  const [header, payload, signature = ''] = token.split('.');
  return `${header}.${payload}.${Buffer.from(signature, 'base64url').reverse().toString('base64url')}`;
}

type Party = Awaited<ReturnType<typeof registerThirdParty>>;

async function codeOf(
  party: Party,
  scope: string,
  browser?: Parameters<Party['signIn']>[2],
): Promise<string> {
  const person = browser ? bob : alice;
  return asRedirect(await party.signIn(person, { scope }, browser)).parameters.get('code')!;
}
