import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { AuthenticationResult, PublicClientApplication } from '@azure/msal-node';
import type { SignInLogEntry } from '@signet/identity';
import {
  APPLICATION_IDS,
  type Browser,
  type BrowserPage,
  type ClientCertificate,
  CONTOSO_TENANT_ID,
  DEMO_PEOPLE,
  type DemoPerson,
} from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asPage, confirmDevice, typeUserCode } from './_device.ts';
import { createNativeClient, refresh, SCOPES } from './_msal.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob, dora } = DEMO_PEOPLE;

let clockOffset = 0;
let world: World;

beforeAll(async () => {
  world = await startWorld({ clock: { now: () => Math.floor(Date.now() / 1000) + clockOffset } });
  setDefaultCACertificates([...getCACertificates('default'), world.pki.root.certificatePem]);
});
afterAll(() => world[Symbol.asyncDispose]());

describe.each([CONTOSO_TENANT_ID, 'contoso.example', 'organizations', 'common'])(
  'MSAL for Node by device code on /%s',
  (segment) => {
    it.each([
      ['federated', alice, ['fed', 'rsa']],
      ['managed', dora, ['rsa']],
    ] as const)('signs a %s user in', async (_kind, person, amr) => {
      const { result } = await signIn(segment, person);
      expect(result.account?.username).toBe(person.userPrincipalName);
      expect(result.account?.homeAccountId).toBe(`${person.id}.${CONTOSO_TENANT_ID}`);
      expect(decodeJwt(result.idToken)).toMatchObject({ oid: person.id, amr });
      expect(decodeJwt(result.accessToken)).toMatchObject({ scp: 'openid profile User.Read' });
    });
  },
);

it('refreshes silently what a device was given', async () => {
  const { client, result } = await signIn('common', bob);
  await expect(refresh(client, result)).resolves.toMatchObject({ fromCache: false });
});

it.each([
  ['federated', alice],
  ['managed', dora],
] as const)(
  'ends at the next refresh when the certificate of a %s user is revoked',
  async (_kind, person) => {
    const { client, result, certificate } = await signIn('common', person);
    await world.revoke(certificate);
    const refused = await refresh(client, result).catch((error: unknown) => error);
    expect(refused).toMatchObject({ errorCode: 'invalid_grant', subError: 'bad_token' });
    expect(String(refused)).toContain('AADSTS500171');
  },
);

it('ends at the next refresh when the valid-from of the user is moved', async () => {
  const { client, result } = await signIn('common', bob);
  await moveValidFrom(bob, 1);
  const refused = await refresh(client, result).catch((error: unknown) => error);
  expect(String(refused)).toContain('AADSTS50173');
  await moveValidFrom(bob, undefined);
});

it('gives no tokens for a certificate that was revoked between the confirmation and the next poll', async () => {
  const device = await begin();
  const certificate = await world.issueFor(bob);
  expect((await confirm(device.user_code, bob, certificate)).text).toContain('go back to your device');
  await world.revoke(certificate);
  const { body } = await poll(device.device_code);
  expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [500171] });
  expect(await world.newestLogEntry()).toMatchObject({ face: 'device-code', code: 'certificate-revoked' });
});

describe('the device authorization endpoint', () => {
  it('is named by the metadata and answers what clients of Entra read', async () => {
    const { login } = world.server.origins;
    const metadata = await world.fetch(`${login}/common/v2.0/.well-known/openid-configuration`);
    const { device_authorization_endpoint: endpoint } = (await metadata.json()) as Record<string, string>;
    expect(endpoint).toBe(`${login}/common/oauth2/v2.0/devicecode`);
    const device = await begin();
    expect(device).toMatchObject({
      expires_in: 900,
      interval: 5,
      verification_uri: `${login}/common/oauth2/deviceauth`,
      verification_url: `${login}/common/oauth2/deviceauth`,
    });
    expect(device.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(device.message).toContain(device.user_code);
    expect(device).not.toHaveProperty('verification_uri_complete');
  });

  it.each([
    ['no client_id', { client_id: '' }, 400, 'unauthorized_client', 700016],
    ['another tenant’s address', {}, 400, 'invalid_request', 90002],
    ['no scope', { scope: '' }, 400, 'invalid_request', 900144],
    [
      'a confidential client without its secret',
      { client_id: APPLICATION_IDS.web },
      401,
      'invalid_client',
      7000218,
    ],
    ['a single-page application', { client_id: APPLICATION_IDS.spa }, 401, 'invalid_client', 7000218],
    ['the admin center', { client_id: APPLICATION_IDS.admin }, 401, 'invalid_client', 7000218],
  ])('refuses %s', async (what, form, status, error, aadsts) => {
    const segment = what.startsWith('another') ? 'woodgrove.example' : 'common';
    const answer = await post(`/${segment}/oauth2/v2.0/devicecode`, { ...ASKED, ...form });
    expect(answer).toMatchObject({ status, body: { error, error_codes: [aadsts] } });
  });
});

describe('polling', () => {
  it.each(['device_code', 'urn:ietf:params:oauth:grant-type:device_code'])(
    'with grant_type %s is pending however often it asks, and never told to slow down',
    async (grantType) => {
      const { device_code } = await begin();
      for (let time = 0; time < 4; time += 1) {
        const { status, body } = await poll(device_code, { grant_type: grantType });
        expect(status).toBe(400);
        expect(body).toMatchObject({ error: 'authorization_pending', error_codes: [70016] });
      }
    },
  );

  it('without a scope gives what the device asked for at first', async () => {
    const device = await begin();
    await confirm(device.user_code, alice);
    // As MSAL for Python sends it: both names, no scope.
    const { status, body } = await poll(device.device_code, { code: device.device_code });
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', scope: ASKED.scope });
    expect(Object.keys(body)).toEqual(expect.arrayContaining(['refresh_token', 'id_token', 'client_info']));
  });

  it('a second time after the tokens ends what the first gave', async () => {
    const device = await begin();
    await confirm(device.user_code, alice);
    const first = await poll(device.device_code);
    const second = await poll(device.device_code);
    expect(second.body).toMatchObject({ error: 'invalid_grant', error_codes: [54005] });
    const refreshed = await post('/common/oauth2/v2.0/token', {
      client_id: APPLICATION_IDS.native,
      grant_type: 'refresh_token',
      refresh_token: String(first.body['refresh_token']),
    });
    expect(refreshed.body).toMatchObject({ error: 'invalid_grant', error_codes: [50173] });
  });

  it.each([
    ['a code that nobody handed out', { device_code: 'made-up' }, 'bad_verification_code', 70018],
    ['another application', { client_id: APPLICATION_IDS.spa }, 'bad_verification_code', 70018],
    ['no code', { device_code: '' }, 'bad_verification_code', 70018],
  ])('is refused for %s', async (_what, form, error, aadsts) => {
    const { device_code } = await begin();
    const { status, body } = await poll(device_code, form);
    expect({ status, ...body }).toMatchObject({ status: 400, error, error_codes: [aadsts] });
    expect(await world.newestLogEntry()).toMatchObject({ face: 'device-code', code: 'device-code-invalid' });
    // The device itself goes on.
    expect((await poll(device_code)).body).toMatchObject({ error: 'authorization_pending' });
  });

  it('hears that the code has expired after 15 minutes, and the page takes it no more', async () => {
    const device = await begin();
    clockOffset += 901;
    const { body } = await poll(device.device_code);
    expect(body).toMatchObject({ error: 'expired_token', error_codes: [70019] });
    const page = await typeUserCode(world, world.openBrowser(), device.user_code);
    expect(page.text).toContain('No device waits with this code');
  });
});

describe('the page for the code', () => {
  it('names application and place before anything is signed in, and takes the code as people type it', async () => {
    const device = await begin();
    const typed = ` ${device.user_code.toLowerCase().replace('-', ' ')}`;
    const page = await typeUserCode(world, world.openBrowser(), typed);
    expect(page.text).toContain('Demo native app');
    expect(page.text).toContain('127.0.0.1');
    expect((await poll(device.device_code)).body).toMatchObject({ error: 'authorization_pending' });
  });

  it('lets the person decline, which the device hears and the log shows', async () => {
    const device = await begin();
    const browser = world.openBrowser();
    const page = await typeUserCode(world, browser, device.user_code);
    const declined = asPage(await browser.submit(page, { button: 'Cancel' }));
    expect(declined.text).toContain('The sign-in was declined');
    const { body } = await poll(device.device_code);
    expect(body).toMatchObject({ error: 'authorization_declined', error_codes: [65004] });
    expect(await world.newestLogEntry()).toMatchObject({ face: 'device-code', code: 'device-code-declined' });
  });

  it('asks for the certificate even where a session stands', async () => {
    const certificate = await world.issueFor(alice);
    const browser = world.openBrowser(certificate);
    const first = await begin();
    const done = await confirmDevice(world, browser, first.user_code, alice);
    // The partner is told not to use one either: a stranger's code would ride on it.
    const atPartner = done.steps.find(({ url }) => url.includes('/adfs/ls/?'));
    expect(new URL(atPartner!.url).searchParams.get('prompt')).toBe('login');
    const second = await begin();
    const page = await typeUserCode(world, browser, second.user_code);
    const next = asPage(await browser.submit(page, { button: 'Continue' }));
    expect(next.text).toContain('User name');
    expect((await poll(second.device_code)).body).toMatchObject({ error: 'authorization_pending' });
  });

  it('gives nothing for a certificate that is refused', async () => {
    const certificate = await world.issueFor(bob);
    await world.revoke(certificate);
    const device = await begin();
    expect((await confirm(device.user_code, bob, certificate)).text).toContain('AADSTS500171');
    expect((await poll(device.device_code)).body).toMatchObject({ error: 'authorization_pending' });
  });

  it('takes a code once', async () => {
    const device = await begin();
    await confirm(device.user_code, alice);
    const page = await typeUserCode(world, world.openBrowser(), device.user_code);
    expect(page.status).toBe(400);
    expect(page.text).toContain('No device waits with this code');
  });

  it('answers a confirmation only in the browser that typed the code', async () => {
    const device = await begin();
    const page = await typeUserCode(world, world.openBrowser(), device.user_code);
    const victim = world.openBrowser(await world.issueFor(alice));
    await victim.visit(`${world.server.origins.login}/common/oauth2/deviceauth`);
    const stolen = asPage(await victim.submit(page, { button: 'Continue' }));
    expect(stolen.text).toContain('AADSTS90100');
    expect(await world.newestLogEntry()).toMatchObject({ face: 'device-code', code: 'interaction-lost' });
  });

  it('stops a browser that guesses, with a row in the log for each guess', async () => {
    // A quarter of an hour of its own, so that what others typed does not count.
    clockOffset += 900;
    const browser = world.openBrowser();
    for (let guess = 0; guess < 10; guess += 1) {
      expect((await typeUserCode(world, browser, 'BBBB-BBBB')).text).toContain('No device waits');
    }
    expect(await newest()).toMatchObject({ face: 'device-code', code: 'device-code-invalid' });
    const device = await begin();
    expect((await typeUserCode(world, browser, device.user_code)).text).toContain('AADSTS50053');
    expect(await newest()).toMatchObject({ face: 'device-code', code: 'device-code-guessed' });
  });

  it('stops an address that guesses with a fresh browser each time', async () => {
    clockOffset += 900;
    for (let guess = 0; guess < 30; guess += 1) await typeUserCode(world, world.openBrowser(), 'BBBB-BBBB');
    const device = await begin();
    expect((await typeUserCode(world, world.openBrowser(), device.user_code)).text).toContain('AADSTS50053');
    clockOffset += 900;
  });
});

const ASKED = { client_id: APPLICATION_IDS.native, scope: 'openid profile offline_access User.Read' };

interface BegunDevice {
  readonly device_code: string;
  readonly user_code: string;
  readonly message: string;
}

async function begin(): Promise<BegunDevice> {
  const { body } = await post('/common/oauth2/v2.0/devicecode', ASKED);
  return body as unknown as BegunDevice;
}

function poll(
  deviceCode: string,
  form: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const grant = { grant_type: 'device_code', client_id: APPLICATION_IDS.native, device_code: deviceCode };
  return post('/common/oauth2/v2.0/token', { ...grant, ...form });
}

async function post(
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = new URLSearchParams(form).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await world.fetch(`${world.server.origins.login}${path}`, { method: 'POST', headers, body });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function confirm(
  userCode: string,
  person: DemoPerson,
  certificate?: ClientCertificate,
): Promise<BrowserPage> {
  const browser: Browser = world.openBrowser(certificate ?? (await world.issueFor(person)));
  return await confirmDevice(world, browser, userCode, person);
}

async function signIn(
  segment: string,
  person: DemoPerson,
): Promise<{
  client: PublicClientApplication;
  result: AuthenticationResult;
  certificate: ClientCertificate;
}> {
  const client = createNativeClient(world, segment);
  const certificate = await world.issueFor(person);
  const confirmations: Promise<BrowserPage>[] = [];
  const result = await client.acquireTokenByDeviceCode({
    scopes: SCOPES,
    deviceCodeCallback: ({ userCode }) => {
      confirmations.push(confirm(userCode, person, certificate));
    },
  });
  await Promise.all(confirmations);
  if (!result) throw new Error('MSAL gave no tokens.');
  return { client, result, certificate };
}

async function moveValidFrom(person: DemoPerson, seconds: number | undefined): Promise<void> {
  const { directory, clock } = world.server.services;
  const user = await directory.users.find(person.id);
  const stsRefreshTokensValidFrom = seconds === undefined ? undefined : clock.now() + seconds;
  await directory.users.update({ ...user!, stsRefreshTokensValidFrom });
}

function newest(): Promise<SignInLogEntry> {
  return world.newestLogEntry();
}
