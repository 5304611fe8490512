import type { Application } from '@signet/identity';
import { APPLICATION_IDS, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { decodeJwt } from 'jose';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerApplication } from './_applications.ts';
import { discover, signInWith, trustOptions } from './_relying-party.ts';
import {
  allowEverybody,
  asRedirect,
  postToken,
  registerThirdParty,
  scopeNamed,
  secretOf,
  type ThirdParty,
} from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob } = DEMO_PEOPLE;
const SECRET = 'a-secret-of-the-api';
const SCOPE = 'openid offline_access api://files/Files.Read';

let world: World;
let api: Application;
let party: ThirdParty;

beforeAll(async () => {
  world = await startWorld();
  api = await registerApplication(world, {
    displayName: 'Files',
    requestedAccessTokenVersion: 2,
    identifierUris: ['api://files'],
    oauth2PermissionScopes: [scopeNamed('Files.Read')],
    secrets: [secretOf(SECRET)],
  });
  party = await registerThirdParty(world);
  await allowEverybody(world, party.application.appId, 'openid offline_access');
  await allowEverybody(world, party.application.appId, 'Files.Read', api.appId);
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('introspection', () => {
  it('tells the resource, on openid-client, what its access token says', async () => {
    const { accessToken } = await signIn();
    const answer = await client.tokenIntrospection(await asApi(), accessToken);
    const token = decodeJwt(accessToken);
    expect(answer).toEqual({
      active: true,
      token_type: 'Bearer',
      client_id: party.application.appId,
      username: alice.userPrincipalName,
      scope: 'Files.Read',
      iss: token.iss,
      aud: api.appId,
      sub: token.sub,
      oid: alice.id,
      tid: CONTOSO_TENANT_ID,
      jti: token['uti'],
      iat: token.iat,
      nbf: token.nbf,
      exp: token.exp,
    });
  });

  it('tells a client of its own access and refresh tokens', async () => {
    const configuration = await discover(world, `/${CONTOSO_TENANT_ID}/v2.0`);
    const { tokens } = await signInWith(world, { configuration, person: alice });
    expect(await client.tokenIntrospection(configuration, tokens.access_token)).toMatchObject({
      active: true,
      client_id: APPLICATION_IDS.web,
    });
    expect(await client.tokenIntrospection(configuration, tokens.refresh_token!)).toMatchObject({
      active: true,
      scope: 'openid profile email offline_access',
      sub: tokens.claims()?.sub,
    });
    // It was only looked at: it still works.
    const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token!);
    expect(refreshed.access_token).not.toBe(tokens.access_token);
  });

  it('tells of an application’s token as long as there is the application', async () => {
    const job = await registerApplication(world, { secrets: [secretOf('a-job')] });
    const { body } = await postToken(world, {
      client_id: job.appId,
      client_secret: 'a-job',
      grant_type: 'client_credentials',
      scope: 'api://files/.default',
    });
    const answer = await client.tokenIntrospection(await asApi(), String(body['access_token']));
    expect(answer).toMatchObject({ active: true, client_id: job.appId, oid: job.appId });
    expect(answer).not.toHaveProperty('username');
  });

  it('says of what is none of the caller’s business that it is not active', async () => {
    const configuration = await discover(world, `/${CONTOSO_TENANT_ID}/v2.0`);
    const { tokens } = await signInWith(world, { configuration, person: alice });
    for (const token of [tokens.access_token, tokens.refresh_token!, tokens.id_token!, 'x', 'a.b.c'])
      expect(await client.tokenIntrospection(await asApi(), token)).toEqual({ active: false });
  });

  it.each(['the certificate', 'the session', 'the account'])(
    'says of a token that it is not active once %s has ended',
    async (what) => {
      const certificate = await world.issueFor(bob);
      const { accessToken } = await signIn(bob, certificate);
      const configuration = await asApi();
      expect(await client.tokenIntrospection(configuration, accessToken)).toMatchObject({ active: true });
      const { directory, clock } = world.server.services;
      const user = (await directory.users.find(bob.id))!;
      if (what === 'the certificate') await world.revoke(certificate);
      if (what === 'the session')
        await directory.sessions.end(decodeJwt(accessToken)['sid'] as never, clock.now());
      if (what === 'the account') await directory.users.update({ ...user, accountEnabled: false });
      expect(await client.tokenIntrospection(configuration, accessToken)).toEqual({ active: false });
      await directory.users.update(user);
    },
  );

  it('wants the caller to prove itself, and logs who did not', async () => {
    const { accessToken } = await signIn();
    const answer = await post('introspect', { client_id: api.appId, client_secret: 'x', token: accessToken });
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client', error_codes: [7000215] } });
    expect(await world.newestLogEntry()).toMatchObject({
      face: 'introspection',
      code: 'client-secret-invalid',
      appId: api.appId,
    });
    const open = await post('introspect', { client_id: party.application.appId, token: accessToken });
    expect(open).toMatchObject({ status: 401, body: { error_codes: [7000218] } });
    expect(await world.newestLogEntry()).toMatchObject({ code: 'client-authentication-missing' });
  });

  it('leaves no row for an answer', async () => {
    const { accessToken } = await signIn();
    const before = await world.newestLogEntry();
    await client.tokenIntrospection(await asApi(), accessToken);
    expect((await world.newestLogEntry()).id).toBe(before.id);
  });

  it('wants a token', async () => {
    const answer = await post('introspect', { client_id: api.appId, client_secret: SECRET });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request', error_codes: [900144] } });
  });
});

describe('revocation', () => {
  it('of a refresh token, on openid-client, ends the grant and what it gave', async () => {
    const { accessToken, refreshToken } = await signIn();
    await client.tokenRevocation(await asParty(), refreshToken);
    expect((await party.refresh(refreshToken)).body).toMatchObject({
      error: 'invalid_grant',
      suberror: 'bad_token',
      error_codes: [50173],
    });
    expect(await client.tokenIntrospection(await asApi(), accessToken)).toEqual({ active: false });
  });

  it('of a rotated refresh token ends its successor', async () => {
    const { refreshToken } = await signIn();
    const successor = String((await party.refresh(refreshToken)).body['refresh_token']);
    await client.tokenRevocation(await asParty(), refreshToken);
    expect((await party.refresh(successor)).status).toBe(400);
  });

  it('of an access token ends it where somebody asks, and leaves the grant', async () => {
    const { accessToken, refreshToken } = await signIn();
    await client.tokenRevocation(await asParty(), accessToken);
    await client.tokenRevocation(await asParty(), accessToken);
    expect(await client.tokenIntrospection(await asApi(), accessToken)).toEqual({ active: false });
    expect((await party.refresh(refreshToken)).status).toBe(200);
  });

  it('of an access token of Graph is seen by Graph and by userinfo', async () => {
    const configuration = await discover(world, `/${CONTOSO_TENANT_ID}/v2.0`);
    const { tokens } = await signInWith(world, { configuration, person: alice });
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const { login } = world.server.origins;
    expect((await world.fetch(`${login}/oidc/userinfo`, { headers })).status).toBe(200);
    await client.tokenRevocation(configuration, tokens.access_token);
    expect((await world.fetch(`${login}/oidc/userinfo`, { headers })).status).toBe(401);
    expect((await world.fetch(`${login}/v1.0/me`, { headers })).status).toBe(401);
  });

  it('of what nobody knows is no error', async () => {
    for (const token of ['unknown', 'a.b.c'])
      expect(await post('revoke', { client_id: party.application.appId, token })).toMatchObject({
        status: 200,
      });
  });

  it('of the token of another application is refused, and changes nothing', async () => {
    const { accessToken, refreshToken } = await signIn();
    for (const token of [accessToken, refreshToken]) {
      const answer = await post('revoke', { client_id: APPLICATION_IDS.native, token });
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      expect(await world.newestLogEntry()).toMatchObject({ face: 'revocation' });
    }
    expect(await client.tokenIntrospection(await asApi(), accessToken)).toMatchObject({ active: true });
    expect((await party.refresh(refreshToken)).status).toBe(200);
  });

  it('of an ID token is not offered', async () => {
    const { idToken } = await signIn();
    expect(await post('revoke', { client_id: party.application.appId, token: idToken })).toMatchObject({
      status: 400,
      body: { error: 'unsupported_token_type' },
    });
  });
});

async function signIn(person = alice, certificate?: Awaited<ReturnType<World['issueFor']>>) {
  const browser = world.openBrowser(certificate ?? (await world.issueFor(person)));
  const code = asRedirect(await party.signIn(person, { scope: SCOPE }, browser)).parameters.get('code')!;
  const { body } = await party.redeem(code);
  return {
    accessToken: String(body['access_token']),
    refreshToken: String(body['refresh_token']),
    idToken: String(body['id_token']),
  };
}

function asApi(): Promise<client.Configuration> {
  return configure(api.appId, client.ClientSecretBasic(SECRET));
}

function asParty(): Promise<client.Configuration> {
  return configure(party.application.appId, client.None());
}

function configure(clientId: string, authentication: client.ClientAuth): Promise<client.Configuration> {
  const server = new URL(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/v2.0`);
  return client.discovery(server, clientId, undefined, authentication, trustOptions(world));
}

async function post(endpoint: 'introspect' | 'revoke', form: Readonly<Record<string, string>>) {
  const url = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/${endpoint}`;
  const answer = await world.fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
}
