import { type Application, guid, type TenantId, type User } from '@signet/identity';
import {
  APPLICATION_IDS,
  type Browser,
  type BrowserOutcome,
  type ClientCertificate,
  CONTOSO_TENANT_ID,
  DEMO_PEOPLE,
  exchangeHttp,
  FEDERATED_DOMAIN,
} from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerApplication } from './_applications.ts';
import { confirmDevice } from './_device.ts';
import { attemptSignIn, authorizeUrl, challengeOf, expectPage, REDIRECT_URI } from './_refusals.ts';
import { addTenant } from './_tenants.ts';
import { startWorld, type World } from './_world.ts';

// Two organisations on one server that trust the same PKI, in one browser.

const { alice, dora, admin } = DEMO_PEOPLE;
const NORTHWINDS_SERVER = 'https://fs.northwind.example/adfs/ls/';
const VERIFIER = 'v'.repeat(43);

let world: World;
let northwind: TenantId;
let trap: Application;
let eve: User;

beforeAll(async () => {
  world = await startWorld();
  const { directory, random } = world.server.services;
  northwind = await addTenant(world, 'Northwind');
  for (const authority of await directory.certificateAuthorities.list(CONTOSO_TENANT_ID)) {
    const id = guid<typeof authority.id>(random.guid());
    await directory.certificateAuthorities.add({ ...authority, id, tenantId: northwind });
  }
  const federated = (await directory.domains.find(FEDERATED_DOMAIN))!;
  await directory.domains.add({
    ...federated,
    name: 'fed.northwind.example',
    tenantId: northwind,
    isDefault: false,
    federation: {
      ...federated.federation!,
      id: random.guid(),
      issuerUri: 'http://fs.northwind.example/adfs/services/trust',
      passiveSignInUri: NORTHWINDS_SERVER,
    },
  });
  eve = {
    ...(await directory.users.find(admin.id))!,
    id: guid<User['id']>(random.guid()),
    tenantId: northwind,
    userPrincipalName: 'eve@northwind.example',
    displayName: 'Eve',
    mail: undefined,
    proxyAddresses: [],
    onPremisesImmutableId: undefined,
  };
  await directory.users.add(eve);
  trap = await registerApplication(world, {
    tenantId: northwind,
    displayName: 'Trap',
    redirectUris: [{ type: 'publicClient', uri: REDIRECT_URI }],
  });
});
afterAll(() => world[Symbol.asyncDispose]());

function ask(changes: Readonly<Record<string, string>>, segment: string): URL {
  const url = authorizeUrl(world, {
    client_id: trap.appId,
    scope: 'openid offline_access User.Read',
    ...challengeOf(VERIFIER),
    ...changes,
  });
  url.pathname = `/${segment}/oauth2/v2.0/authorize`;
  return url;
}

const visit = (browser: Browser, url: URL): Promise<BrowserOutcome> =>
  browser.visit(url, { redirectUri: REDIRECT_URI });

async function signedIn(person: typeof alice, certificate?: ClientCertificate): Promise<Browser> {
  const browser = world.openBrowser(certificate ?? (await world.issueFor(person)));
  const { outcome } = await attemptSignIn(world, person.userPrincipalName, undefined, { browser });
  expect(outcome.kind).toBe('redirect');
  return browser;
}

const parametersOf = (outcome: BrowserOutcome): URLSearchParams | undefined =>
  outcome.kind === 'redirect' ? outcome.parameters : undefined;

describe('the end of a sign-out at the federation server', () => {
  const leadsTo = async (wreply: string, browser: Browser): Promise<readonly unknown[]> => {
    const login = `${world.server.origins.login}/login.srf`;
    const cookie = browser.findCookie(login, '__Host-signet-session');
    const { status, headers } = await exchangeHttp({
      url: new URL(`${login}?${new URLSearchParams({ wa: 'wsignoutcleanup1.0', wreply })}`),
      headers: { cookie: `__Host-signet-session=${cookie}` },
      ca: world.pki.root.certificatePem,
    });
    return [status, headers.location];
  };

  it('is at the page of the person’s own organisation', async () => {
    const wreply = `${world.server.origins.login}/adfs/ls/?relayState=x`;
    expect(await leadsTo(wreply, await signedIn(alice))).toEqual([302, wreply]);
    expect(await leadsTo(wreply, world.openBrowser())).toEqual([204, undefined]);
  });

  it.each([
    ['another page of the same host', () => `${world.server.origins.login}/elsewhere`],
    ['the page in other hands', () => `${world.server.origins.login}@evil.example/adfs/ls/`],
    ['the page with a password', () => `${world.server.origins.login}/adfs/ls/`.replace('//', '//a:b@')],
    ['another host', () => 'https://evil.example/adfs/ls/'],
    ['a script', () => 'javascript:alert(1)'],
    ['no address', () => '//'],
    ['the page of another organisation’s server', () => NORTHWINDS_SERVER],
  ])('is not at %s', async (_what, wreply) => {
    expect(await leadsTo(wreply(), await signedIn(alice))).toEqual([204, undefined]);
  });
});

describe('an application of another organisation', () => {
  it.each(['northwind.example', 'common', 'organizations'])(
    'on /%s gets no code from the session of a person of this one, silently or with a page',
    async (segment) => {
      const browser = await signedIn(dora);
      const silent = parametersOf(await visit(browser, ask({ prompt: 'none' }, segment)));
      expect(silent?.get('error')).toBe('login_required');
      for (const hint of [{}, { login_hint: dora.userPrincipalName }, { domain_hint: 'fabrikam.example' }]) {
        const page = expectPage(await visit(browser, ask(hint, segment)));
        expect(page.text).toContain('User name');
        const refused = expectPage(
          await browser.submit(page, { button: 'Next', fields: { userName: dora.userPrincipalName } }),
        );
        expect(refused.text).toContain('Nobody signs in here with a name of fabrikam.example');
      }
    },
  );

  it('is unknown at the address of this one', async () => {
    const browser = await signedIn(dora);
    const page = expectPage(await visit(browser, ask({}, CONTOSO_TENANT_ID)));
    expect(page.text).toContain('AADSTS700016');
  });

  it('is no longer asked in its own when the address of a page is changed on the way', async () => {
    const browser = world.openBrowser(await world.issueFor(dora));
    const page = expectPage(await visit(browser, ask({}, 'common')));
    for (const segment of [CONTOSO_TENANT_ID, 'fabrikam.example', 'common']) {
      const moved = { ...page, html: page.html.replaceAll('/common/', `/${segment}/`) };
      const refused = expectPage(
        await browser.submit(moved, { button: 'Next', fields: { userName: dora.userPrincipalName } }),
      );
      expect(refused.text).toContain('Nobody signs in here');
    }
  });

  it('is given no device by a person of this one', async () => {
    const { login } = world.server.origins;
    const answer = await world.fetch(`${login}/common/oauth2/v2.0/devicecode`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: trap.appId, scope: 'openid User.Read' }),
    });
    const device = (await answer.json()) as { user_code: string; device_code: string };
    const browser = world.openBrowser(await world.issueFor(dora));
    const page = await confirmDevice(world, browser, device.user_code, dora).catch(String);
    expect(typeof page === 'string' ? page : page.text).toMatch(/Nobody signs in here|AADSTS/);
    const polled = await world.fetch(`${login}/common/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: trap.appId,
        grant_type: 'device_code',
        device_code: device.device_code,
      }),
    });
    expect(await polled.json()).toMatchObject({ error: 'authorization_pending' });
  });

  it('gets no consent of an administrator of this one', async () => {
    const browser = await signedIn(admin);
    for (const segment of ['common', northwind]) {
      const url = new URL(`${world.server.origins.login}/${segment}/v2.0/adminconsent`);
      url.search = new URLSearchParams({
        client_id: trap.appId,
        redirect_uri: REDIRECT_URI,
        scope: 'User.Read.All',
      }).toString();
      const page = expectPage(await visit(browser, url));
      expect(page.text).toContain('User name');
    }
  });
});

describe('people of two organisations in one browser', () => {
  it('are each signed in by turns, and no tab of one goes on with the session of the other', async () => {
    const both = await world.pki.issueClientCertificate({
      commonName: 'Both',
      userPrincipalName: dora.userPrincipalName,
      rfc822Name: eve.userPrincipalName,
    });
    const browser = await signedIn(dora, both);
    const again = { ...challengeOf(VERIFIER), login_hint: dora.userPrincipalName, prompt: 'login' };
    const asEve = ask({ login_hint: eve.userPrincipalName }, 'common');
    const consent = expectPage(await visit(browser, asEve));
    expect(consent.text).toContain('Trap');
    // Dora's session took the place of Eve's before Eve's tab goes on.
    expect(parametersOf(await visit(browser, authorizeUrl(world, again)))?.get('code')).toBeTruthy();
    const lost = expectPage(
      await browser.submit(consent, { button: 'Accept' }, { redirectUri: REDIRECT_URI }),
    );
    expect(lost.text).toContain('AADSTS90100');
    expect(parametersOf(await visit(browser, ask({ prompt: 'none' }, 'common')))?.get('error')).toBe(
      'login_required',
    );
    const silent = authorizeUrl(world, { ...challengeOf(VERIFIER), prompt: 'none' });
    expect(parametersOf(await visit(browser, silent))?.get('code')).toBeTruthy();
    // And the other way round.
    const mine = expectPage(await visit(browser, asEve));
    const given = await browser.submit(mine, { button: 'Accept' }, { redirectUri: REDIRECT_URI });
    const code = parametersOf(given)?.get('code') ?? '';
    expect(parametersOf(await visit(browser, silent))?.get('error')).toBe('login_required');
    // Eve's code is redeemed in her organisation alone, by the application that asked.
    const redeem = async (segment: string, client: string): Promise<unknown> => {
      const answer = await world.fetch(`${world.server.origins.login}/${segment}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: client,
          grant_type: 'authorization_code',
          code,
          code_verifier: VERIFIER,
          redirect_uri: REDIRECT_URI,
        }),
      });
      return answer.status;
    };
    expect(await redeem(CONTOSO_TENANT_ID, trap.appId)).toBe(400);
    expect(await redeem('common', APPLICATION_IDS.native)).toBe(400);
  });

  it('are signed out by the name of who is there', async () => {
    const browser = await signedIn(dora);
    const session = browser.findCookie(world.server.origins.login, '__Host-signet-session');
    const url = new URL(`${world.server.origins.login}/${northwind}/oauth2/v2.0/logout`);
    url.search = new URLSearchParams({
      client_id: trap.appId,
      post_logout_redirect_uri: 'https://evil.example/',
    }).toString();
    expectPage(await visit(browser, url));
    expect(session).toBeDefined();
    expect(browser.findCookie(world.server.origins.login, '__Host-signet-session')).toBeUndefined();
  });
});
