import { randomUUID } from 'node:crypto';
import { type Application, guid } from '@signet/identity';
import {
  type Browser,
  type BrowserPage,
  CONTOSO_TENANT_ID,
  DEMO_PEOPLE,
  exchangeHttp,
  FEDERATED_DOMAIN,
} from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { federateToPartner, type Partner } from './_partner.ts';
import { allowEverybody, asPage, asRedirect, registerThirdParty, type ThirdParty } from './_third-party.ts';
import { totpCode } from './_totp.ts';
import { startWorld, type World } from './_world.ts';

// What is left of a session after its sign-out, when another one has taken its place in the browser meanwhile.

const { alice, dora } = DEMO_PEOPLE;
const SECRET = Buffer.from('12345678901234567890');
const SCOPE = 'openid profile offline_access';

let world: World;
/** Moves a step of the authenticator for each test, so that the code of one is not the used code of the next. */
let time = Math.floor(Date.now() / 1000);
let partner: Partner;
let first: ThirdParty;
let second: ThirdParty;

beforeEach(() => {
  time += 60;
});

async function register(changes: Partial<Application>): Promise<ThirdParty> {
  const appId = guid<Application['appId']>(randomUUID());
  const party = await registerThirdParty(world, { changes: { appId, ...changes } });
  await allowEverybody(world, appId, SCOPE);
  return party;
}

describe.each(['wsFed', 'saml'] as const)('a partner by %s', (protocol) => {
  beforeAll(async () => {
    world = await startWorld({ clock: { now: () => time } });
    await world.server.services.directory.totpSecrets.put(alice.id, SECRET, time);
    partner = await federateToPartner(world, protocol, { [FEDERATED_DOMAIN]: 'urn:partner' });
    first = await register({ displayName: 'First', frontchannelLogoutUri: 'https://first.example/bye' });
    second = await register({
      displayName: 'Second',
      frontchannelLogoutUri: 'https://second.example/bye',
      requiresMultiFactor: true,
    });
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  describe.each([
    ['with a second factor', async (browser: Browser) => tokensOf(second, await stepUp(browser))],
    ['by prompt=login', async (browser: Browser) => signIn(second, browser, { prompt: 'login' })],
  ])('whose person signs in to a second application %s', (_what, goOn) => {
    it('tells both applications of the sign-out, each by the session that it knows', async () => {
      const { browser, sids } = await signInTwice(goOn);
      const page = await logOut(browser);
      for (const [name, sid] of Object.entries(sids))
        expect(page.html).toMatch(new RegExp(`https://${name}\\.example/bye\\?iss=[^"]*sid=${sid}`));
    });

    it('tells both of a clean-up', async () => {
      const { browser, sids } = await signInTwice(goOn);
      const url = `${world.server.origins.login}/login.srf?wa=wsignoutcleanup1.0`;
      const { html } = asPage(await browser.visit(url));
      for (const sid of Object.values(sids)) expect(html).toContain(`sid=${sid}`);
    });

    it('leaves no cookie of before alive', async () => {
      const { browser, cookies } = await signInTwice(goOn);
      await logOut(browser);
      for (const cookie of cookies) await expectNobody(cookie);
    });

    it('leaves no refresh token alive when this browser is ended in «My sessions»', async () => {
      const { browser, tokens } = await signInTwice(goOn);
      const page = asPage(await browser.visit(`${world.server.origins.login}/mysessions`));
      expect(page.text).toContain('You are signed in in one browser.');
      expect(page.text).toMatch(/Applications: (First, Second|Second, First)/);
      await browser.submit(page, { button: 'Sign out here' });
      for (const [party, token] of [
        [first, tokens[0]],
        [second, tokens[1]],
      ] as const)
        expect((await party.refresh(String(token))).body).toMatchObject({ error: 'invalid_grant' });
    });

    if (protocol === 'wsFed') return;
    it('ends by the partner’s LogoutRequest', async () => {
      const { browser, cookies } = await signInTwice(goOn);
      await partner.signOut(browser, alice);
      for (const cookie of cookies) await expectNobody(cookie);
    });
  });

  it('leaves no cookie of before alive of a managed person who gave the certificate anew', async () => {
    const browser = world.openBrowser(await world.issueFor(dora));
    const cookies = [];
    for (const prompt of ['login', 'login', 'login']) {
      const url = first.authorizeUrl({ login_hint: dora.userPrincipalName, prompt });
      asRedirect(await browser.visit(url, { redirectUri: first.redirectUri }));
      cookies.push(cookieOf(browser));
    }
    expect(new Set(cookies).size).toBe(3);
    for (const cookie of cookies) expect((await askSilently(cookie)).get('code')).toBeTruthy();
    await logOut(browser);
    for (const cookie of cookies) await expectNobody(cookie);
  });

  it('ends nothing of another person who used the browser before', async () => {
    const browser = world.openBrowser(await world.issueFor(dora));
    asRedirect(
      await browser.visit(first.authorizeUrl({ login_hint: dora.userPrincipalName }), {
        redirectUri: first.redirectUri,
      }),
    );
    const doras = cookieOf(browser);
    await signIn(first, browser, { prompt: 'login' });
    await logOut(browser);
    expect((await askSilently(doras)).get('code')).toBeTruthy();
  });
});

async function signInTwice(goOn: (browser: Browser) => Promise<Tokens>) {
  const browser = world.openBrowser();
  const one = await signIn(first, browser, {});
  const before = cookieOf(browser);
  const two = await goOn(browser);
  expect(cookieOf(browser)).not.toBe(before);
  return {
    browser,
    sids: { first: sidOf(one), second: sidOf(two) },
    cookies: [before, cookieOf(browser)],
    tokens: [one['refresh_token'], two['refresh_token']],
  };
}

type Tokens = Readonly<Record<string, unknown>>;

/** By the partner, with the second factor of ours where the application asks for one. */
async function signIn(
  party: ThirdParty,
  browser: Browser,
  demand: Readonly<Record<string, string>>,
): Promise<Tokens> {
  const url = party.authorizeUrl({ login_hint: alice.userPrincipalName, scope: SCOPE, ...demand });
  const asked = await partner.asked(browser, url);
  const outcome = await partner.answer(browser, asked, { person: alice, redirectUri: party.redirectUri });
  return tokensOf(
    party,
    outcome.kind === 'page' ? await enterCode(browser, outcome, party) : outcome.parameters,
  );
}

/** From the session that stands. */
async function stepUp(browser: Browser): Promise<URLSearchParams> {
  const url = second.authorizeUrl({ scope: SCOPE });
  return enterCode(browser, asPage(await browser.visit(url)), second);
}

async function enterCode(browser: Browser, page: BrowserPage, party: ThirdParty): Promise<URLSearchParams> {
  const fields = { code: totpCode(SECRET, time) };
  return asRedirect(await browser.submit(page, { fields }, { redirectUri: party.redirectUri })).parameters;
}

async function tokensOf(party: ThirdParty, parameters: URLSearchParams): Promise<Tokens> {
  const { body } = await party.redeem(parameters.get('code') ?? '');
  expect(body).toHaveProperty('id_token');
  return body;
}

function sidOf(tokens: Tokens): string {
  return String(decodeJwt(String(tokens['id_token']))['sid']);
}

async function logOut(browser: Browser): Promise<BrowserPage> {
  return asPage(await browser.visit(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/logout`));
}

function cookieOf(browser: Browser): string {
  return browser.findCookie(world.server.origins.login, '__Host-signet-session') ?? '';
}

async function expectNobody(cookie: string): Promise<void> {
  expect((await askSilently(cookie)).get('error')).toBe('login_required');
}

/** As somebody does who has a copy of the cookie. */
async function askSilently(cookie: string): Promise<URLSearchParams> {
  const { headers } = await exchangeHttp({
    url: new URL(first.authorizeUrl({ prompt: 'none', scope: SCOPE })),
    headers: { cookie: `__Host-signet-session=${cookie}` },
    ca: world.pki.root.certificatePem,
  });
  return new URL(String(headers.location)).searchParams;
}
