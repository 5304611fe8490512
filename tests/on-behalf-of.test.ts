import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { OnBehalfOfCredential } from '@azure/identity';
import { ConfidentialClientApplication, InteractionRequiredAuthError } from '@azure/msal-node';
import type { Application, SessionId } from '@signet/identity';
import { APPLICATION_IDS, type ClientCertificate, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnCertificate, type OwnCertificate, registerApplication } from './_applications.ts';
import { findDebianMsal } from './_msal-python.ts';
import {
  allowEverybody,
  asPage,
  asRedirect,
  type Parameters,
  postToken,
  registerThirdParty,
  scopeNamed,
  secretOf,
  type ThirdParty,
} from './_third-party.ts';
import { totpCode } from './_totp.ts';
import { ROOT } from './_workspaces.ts';
import { startWorld, type World } from './_world.ts';

// A native application calls the orders service, which calls the files service and Graph for the same person.

const { alice, bob } = DEMO_PEOPLE;
const SECRET = 'a-secret-of-orders';
let world: World;
let own: OwnCertificate;
let native: ThirdParty;
let orders: Application;
let files: Application;

beforeAll(async () => {
  world = await startWorld();
  setDefaultCACertificates([...getCACertificates('default'), world.pki.root.certificatePem]);
  own = await createOwnCertificate(world, 'Orders');
  orders = await registerApplication(
    world,
    {
      displayName: 'Orders',
      identifierUris: ['api://orders'],
      oauth2PermissionScopes: [scopeNamed('Orders.Read')],
      secrets: [secretOf(SECRET)],
    },
    [own.certificate],
  );
  files = await registerApplication(world, {
    displayName: 'Files',
    requestedAccessTokenVersion: 2,
    identifierUris: ['api://files'],
    oauth2PermissionScopes: [scopeNamed('Files.Read'), scopeNamed('Files.Write')],
    secrets: [secretOf('files')],
  });
  native = await registerThirdParty(world);
  await allowEverybody(world, native.application.appId, 'openid offline_access');
  await allowEverybody(world, native.application.appId, 'Orders.Read', orders.appId);
  await allowEverybody(world, orders.appId, 'Files.Read', files.appId);
  await allowEverybody(world, orders.appId, 'User.Read openid profile offline_access');
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('MSAL for Node', () => {
  it('gets a token of the next service for the person, and answers the second call from its cache', async () => {
    const { accessToken } = await signIn();
    const msal = byCertificate();
    const request = { oboAssertion: accessToken, scopes: ['api://files/Files.Read'] };
    const first = await msal.acquireTokenOnBehalfOf(request);
    expect(decodeJwt(first!.accessToken)).toMatchObject({
      aud: files.appId,
      azp: orders.appId,
      azpacr: '2',
      oid: alice.id,
      scp: 'Files.Read',
      amr: ['fed', 'rsa'],
      sid: decodeJwt(accessToken)['sid'],
    });
    expect(first!.account).toMatchObject({ username: alice.userPrincipalName });
    expect(await msal.acquireTokenOnBehalfOf(request)).toMatchObject({ fromCache: true });
    expect(await world.newestLogEntry()).toMatchObject({
      face: 'on-behalf-of',
      code: 'success',
      appId: orders.appId,
      userId: alice.id,
    });
  });

  it('gets one of Graph, by .default too, and Graph takes it', async () => {
    const { accessToken: oboAssertion } = await signIn();
    for (const scopes of [['User.Read'], ['https://graph.microsoft.com/.default']]) {
      const got = await byCertificate().acquireTokenOnBehalfOf({ oboAssertion, scopes, skipCache: true });
      const answer = await world.fetch(`${world.server.origins.login}/v1.0/me`, {
        headers: { authorization: `Bearer ${got!.accessToken}` },
      });
      expect(await answer.json()).toMatchObject({ id: alice.id });
    }
  });

  it('is told that consent is needed, so that the caller can ask for it', async () => {
    const { accessToken: oboAssertion } = await signIn();
    const refused = byCertificate().acquireTokenOnBehalfOf({
      oboAssertion,
      scopes: ['api://files/Files.Write'],
    });
    await expect(refused).rejects.toBeInstanceOf(InteractionRequiredAuthError);
    await expect(refused).rejects.toMatchObject({ subError: 'consent_required' });
    expect(await world.newestLogEntry()).toMatchObject({ face: 'on-behalf-of', code: 'consent-required' });
  });

  it('is handed the claims for two factors, and with them the caller is asked for the second', async () => {
    const { directory, clock } = world.server.services;
    await directory.applications.update({ ...files, requiresMultiFactor: true });
    const authenticator = Buffer.from('12345678901234567890');
    await directory.totpSecrets.put(alice.id, authenticator, clock.now());
    try {
      const { accessToken: oboAssertion } = await signIn();
      const asked = byCertificate().acquireTokenOnBehalfOf({
        oboAssertion,
        scopes: ['api://files/Files.Read'],
      });
      await expect(asked).rejects.toBeInstanceOf(InteractionRequiredAuthError);
      const { claims, errorCode, subError } = await asked.catch((error) => error);
      expect({ errorCode, subError }).toEqual({
        errorCode: 'interaction_required',
        subError: 'basic_action',
      });
      const scope = 'openid api://orders/Orders.Read';
      const browser = world.openBrowser(await world.issueFor(alice));
      const page = asPage(await native.signIn(alice, { scope, claims }, browser));
      expect(page.text).toContain('Enter your code');
      const fields = { code: totpCode(authenticator, clock.now()) };
      const { redirectUri } = native;
      const answer = asRedirect(await browser.submit(page, { fields }, { redirectUri }));
      const { body } = await native.redeem(answer.parameters.get('code')!);
      const got = await byCertificate().acquireTokenOnBehalfOf({
        oboAssertion: String(body['access_token']),
        scopes: ['api://files/Files.Read'],
      });
      expect(decodeJwt(got!.accessToken)['amr']).toEqual(['fed', 'rsa', 'otp', 'mfa']);
    } finally {
      await directory.applications.update(files);
    }
  });
});

it('@azure/identity acts on behalf of the person by secret', async () => {
  const { accessToken: userAssertionToken } = await signIn();
  const credential = new OnBehalfOfCredential({
    tenantId: CONTOSO_TENANT_ID,
    clientId: orders.appId,
    clientSecret: SECRET,
    userAssertionToken,
    // Its type does not know the second, which it obeys.
    ...{ authorityHost: world.server.origins.login, disableInstanceDiscovery: true },
  });
  const { token } = await credential.getToken('api://files/Files.Read');
  expect(decodeJwt(token)).toMatchObject({ aud: files.appId, azpacr: '1', oid: alice.id });
});

describe.skipIf(findDebianMsal('on-behalf-of by MSAL for Python') === undefined)('MSAL for Python', () => {
  it('signs the service in for itself and on behalf of who called, and is told of missing consent', async () => {
    const outcomes = await runMsalPython((await signIn()).accessToken);
    expect(decodeJwt(String(outcomes.get('client-credentials')?.['access_token']))).toMatchObject({
      azp: orders.appId,
      azpacr: '2',
      idtyp: 'app',
    });
    expect(decodeJwt(String(outcomes.get('on-behalf-of')?.['access_token']))).toMatchObject({
      aud: files.appId,
      azp: orders.appId,
      oid: alice.id,
    });
    expect(outcomes.get('without-consent')).toMatchObject({
      error: 'invalid_grant',
      suberror: 'consent_required',
    });
  });
});

describe('the grant of on-behalf-of', () => {
  it('is refreshed, and ends with the certificate of the sign-in', async () => {
    const certificate = await world.issueFor(bob);
    const { accessToken } = await signIn(bob, certificate);
    const { body } = await hand(accessToken);
    const refreshed = await refresh(String(body['refresh_token']));
    expect(refreshed.status).toBe(200);
    await world.revoke(certificate);
    expect((await refresh(String(refreshed.body['refresh_token']))).body).toMatchObject({
      error: 'invalid_grant',
      suberror: 'bad_token',
      error_codes: [500171],
    });
    expect((await hand(accessToken)).body).toMatchObject({ error: 'invalid_grant', error_codes: [500171] });
    expect(await world.newestLogEntry()).toMatchObject({ face: 'on-behalf-of', code: 'certificate-revoked' });
  });

  it('goes on from service to service', async () => {
    await allowEverybody(world, files.appId, 'User.Read');
    const { accessToken } = await signIn();
    const second = String((await hand(accessToken)).body['access_token']);
    const third = await hand(second, { client_id: files.appId, client_secret: 'files', scope: 'User.Read' });
    expect(decodeJwt(String(third.body['access_token']))).toMatchObject({
      appid: files.appId,
      oid: alice.id,
    });
  });

  it('has no refresh token and no ID token that nobody consented to', async () => {
    const { body } = await hand(String((await hand((await signIn()).accessToken)).body['access_token']), {
      client_id: files.appId,
      client_secret: 'files',
      scope: 'User.Read openid profile offline_access',
    });
    expect(body).toMatchObject({ scope: 'User.Read', access_token: expect.any(String) });
    expect(body).not.toHaveProperty('refresh_token');
    expect(body).not.toHaveProperty('id_token');
  });

  it('ends with the session, when the person signs out of everything', async () => {
    const { accessToken } = await signIn();
    const { body } = await hand(accessToken);
    const { directory, clock } = world.server.services;
    const sessionId = decodeJwt(accessToken)['sid'] as SessionId;
    await directory.sessions.end(sessionId, clock.now());
    expect((await hand(accessToken)).body).toMatchObject({ error: 'invalid_grant', error_codes: [50173] });
    await directory.grants.revokeAllOfSession(sessionId, clock.now(), 'signed-out');
    expect((await refresh(String(body['refresh_token']))).body).toMatchObject({ error_codes: [50173] });
  });
});

it('a sign-out at the same moment leaves no grant behind', async () => {
  const { directory, clock } = world.server.services;
  for (let round = 0; round < 5; round += 1) {
    const { accessToken } = await signIn();
    const sessionId = decodeJwt(accessToken)['sid'] as SessionId;
    const answers = Promise.all(Array.from({ length: 4 }, () => hand(accessToken)));
    await new Promise((resolve) => setTimeout(resolve, round * 4));
    await directory.transaction(async (inside) => {
      await inside.sessions.end(sessionId, clock.now());
      await inside.grants.revokeAllOfSession(sessionId, clock.now(), 'signed-out');
    });
    for (const { body } of await answers) {
      if (body['refresh_token'] === undefined) continue;
      expect((await refresh(String(body['refresh_token']))).body).toMatchObject({ error: 'invalid_grant' });
    }
  }
});

describe('on-behalf-of is refused', () => {
  it.each([
    ['for an ID token', async () => (await signIn()).idToken, 50013],
    ['for a refresh token', async () => (await signIn()).refreshToken, 50013],
    ['for a token with another signature', async () => forged((await signIn()).accessToken), 50013],
    ['for what is no token', async () => 'x', 50013],
    ['for a token of Graph', async () => (await signIn(alice, undefined, 'openid')).accessToken, 500131],
    ['for a token of another service', async () => tokenOfFiles(), 500131],
    ['for a token of an application without a person', async () => tokenOfJob(), 7000114],
  ])('%s', async (_what, assertion, aadsts) => {
    const answer = await hand(await assertion());
    expect(answer).toMatchObject({ status: 400, body: { error_codes: [aadsts] } });
    expect(await world.newestLogEntry()).toMatchObject({
      face: 'on-behalf-of',
      errorCode: aadsts,
      appId: orders.appId,
    });
  });

  it.each([
    ['without an assertion', { assertion: '' }, 900144],
    ['without requested_token_use', { requested_token_use: '' }, 900144],
    ['for another use', { requested_token_use: 'logon_cert' }, 70003],
    ['without a scope', { scope: '' }, 900144],
    ['for a scope that there is not', { scope: 'api://files/Files.Burn' }, 650053],
    ['with a wrong secret', { client_secret: 'x' }, 7000215],
    ['to a public client', { client_id: APPLICATION_IDS.native, client_secret: '' }, 7000218],
  ])('%s', async (_what, changes, aadsts) => {
    const { accessToken } = await signIn();
    expect((await hand(accessToken, changes)).body).toMatchObject({ error_codes: [aadsts] });
  });

  it('for a token that was given back', async () => {
    const { accessToken } = await signIn();
    const url = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/revoke`;
    const body = new URLSearchParams({ client_id: native.application.appId, token: accessToken });
    expect((await world.fetch(url, { method: 'POST', body })).status).toBe(200);
    expect((await hand(accessToken)).body).toMatchObject({ error_codes: [50173] });
  });

  it('for an account that is disabled', async () => {
    const { accessToken } = await signIn(bob);
    const { users } = world.server.services.directory;
    const user = (await users.find(bob.id))!;
    await users.update({ ...user, accountEnabled: false });
    expect((await hand(accessToken)).body).toMatchObject({ error_codes: [50057] });
    await users.update(user);
  });
});

function byCertificate(): ConfidentialClientApplication {
  const { login } = world.server.origins;
  const thumbprintSha256 = createHash('sha256').update(own.certificate).digest('hex');
  return new ConfidentialClientApplication({
    auth: {
      clientId: orders.appId,
      authority: `${login}/${CONTOSO_TENANT_ID}`,
      knownAuthorities: [new URL(login).host],
      clientCertificate: { privateKey: own.privateKeyPem, thumbprintSha256 },
    },
  });
}

async function runMsalPython(
  assertion: string,
): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  const ca = join(world.folder, 'root.pem');
  await writeFile(ca, world.pki.root.certificatePem);
  const child = spawn('/usr/bin/python3', [join(ROOT, 'tests/msal-python/on-behalf-of.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  const settings = {
    authority: `${world.server.origins.login}/${CONTOSO_TENANT_ID}`,
    ca,
    clientId: orders.appId,
    thumbprint: createHash('sha1').update(own.certificate).digest('hex'),
    privateKey: own.privateKeyPem,
    assertion,
  };
  child.stdin.end(`${JSON.stringify(settings)}\n`);
  const outcomes = new Map<string, Readonly<Record<string, unknown>>>();
  for await (const text of createInterface({ input: child.stdout })) {
    const { run, result } = JSON.parse(text);
    outcomes.set(run, result);
  }
  return outcomes;
}

/** What the native application has of the orders service. */
async function signIn(
  person = alice,
  certificate?: ClientCertificate,
  scope = 'openid offline_access api://orders/Orders.Read',
) {
  const browser = world.openBrowser(certificate ?? (await world.issueFor(person)));
  const answer = asRedirect(await native.signIn(person, { scope }, browser));
  const { body } = await native.redeem(answer.parameters.get('code')!);
  return {
    accessToken: String(body['access_token']),
    refreshToken: String(body['refresh_token']),
    idToken: String(body['id_token']),
  };
}

/** The orders service hands in what it was called with. */
function hand(assertion: string, changes: Parameters = {}) {
  const form = {
    client_id: orders.appId,
    client_secret: SECRET,
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    requested_token_use: 'on_behalf_of',
    scope: 'api://files/Files.Read offline_access',
    assertion,
    ...changes,
  };
  return postToken(world, Object.fromEntries(Object.entries(form).filter(([, value]) => value !== '')));
}

function refresh(refreshToken: string) {
  return postToken(world, {
    client_id: orders.appId,
    client_secret: SECRET,
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  });
}

async function tokenOfFiles(): Promise<string> {
  return String((await hand((await signIn()).accessToken)).body['access_token']);
}

async function tokenOfJob(): Promise<string> {
  const { body } = await postToken(world, {
    client_id: files.appId,
    client_secret: 'files',
    grant_type: 'client_credentials',
    scope: 'api://orders/.default',
  });
  return String(body['access_token']);
}

function forged(token: string): string {
  const [header, payload, signature = ''] = token.split('.');
  return `${header}.${payload}.${Buffer.from(signature, 'base64url').reverse().toString('base64url')}`;
}
