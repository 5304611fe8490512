import { type Browser, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asPage,
  asRedirect,
  type Parameters,
  postToken,
  registerThirdParty,
  type ThirdParty,
} from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob, dora } = DEMO_PEOPLE;
const SCOPE = 'openid profile offline_access User.Read';

/** 2026-11-28T12:00:00Z and what the tests add. */
let now = 1_795_867_200;
let world: World;
let party: ThirdParty;

beforeAll(async () => {
  world = await startWorld({ clock: { now: () => now } });
  party = await registerThirdParty(world, { type: 'spa', redirectUri: 'https://spa.example/signed-in' });
  for (const person of [alice, bob, dora])
    await consent(world.openBrowser(await world.issueFor(person)), person);
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('prompt', () => {
  it('none answers at once while a session stands, and login_required when none does', async () => {
    const browser = await signedIn();
    asRedirect(await ask(browser, { prompt: 'none' }));
    const stranger = world.openBrowser(await world.issueFor(alice));
    expect(await errorOf(stranger, { prompt: 'none' })).toMatch(/^login_required AADSTS50058/);
  });

  it('no_session is as silent as none', async () => {
    const stranger = world.openBrowser(await world.issueFor(alice));
    expect(await errorOf(stranger, { prompt: 'no_session' })).toMatch(/^login_required/);
  });

  it.each(['login', 'select_account', 'create'])(
    '%s shows the sign-in although a session stands',
    async (prompt) => {
      const browser = await signedIn();
      expect(asPage(await browser.visit(party.authorizeUrl({ scope: SCOPE, prompt }))).text).toContain(
        'Sign in',
      );
    },
  );

  it('login signs in anew: auth_time moves on', async () => {
    const browser = await signedIn();
    const first = await tokensOf(await ask(browser, {}));
    now += 100;
    const again = await tokensOf(await ask(browser, { prompt: 'login' }));
    const time = (tokens: Parameters): number => Number(decodeJwt(tokens['id_token']!)['auth_time']);
    expect(time(again) - time(first)).toBeGreaterThanOrEqual(100);
  });

  it.each(['none login', 'no_session consent', 'attempt', 'login sudo'])('%s is refused', async (prompt) => {
    const browser = await signedIn();
    expect(await errorOf(browser, { prompt })).toMatch(/^invalid_request AADSTS90023/);
  });
});

describe('max_age', () => {
  it('takes a session that is young enough and signs in anew for an older one', async () => {
    const browser = await signedIn();
    now += 50;
    asRedirect(await ask(browser, { prompt: 'none', max_age: '60' }));
    now += 50;
    expect(await errorOf(browser, { prompt: 'none', max_age: '60' })).toMatch(/^login_required/);
    const { id_token: idToken } = await tokensOf(await ask(browser, { max_age: '60' }));
    expect(now - Number(decodeJwt(idToken!)['auth_time'])).toBeLessThan(60);
  });

  it('of 0 is the same as prompt=login', async () => {
    expect(await errorOf(await signedIn(), { prompt: 'none', max_age: '0' })).toMatch(/^login_required/);
  });

  it.each(['-1', 'soon', '1e3', '9999999999999'])('%s is refused', async (maxAge) => {
    expect(await errorOf(await signedIn(), { max_age: maxAge })).toMatch(/^invalid_request AADSTS90014/);
  });
});

describe('hints', () => {
  it('login_hint of another person does not use the session', async () => {
    const browser = await signedIn();
    const hint = { prompt: 'none', login_hint: bob.userPrincipalName };
    expect(await errorOf(browser, hint)).toMatch(/^login_required/);
    asRedirect(await ask(browser, { prompt: 'none', login_hint: alice.userPrincipalName.toUpperCase() }));
  });

  it('login_hint leads a managed person to the certificate without asking for the name', async () => {
    const browser = world.openBrowser(await world.issueFor(dora));
    const url = party.authorizeUrl({ scope: SCOPE, login_hint: dora.userPrincipalName });
    asRedirect(await browser.visit(url, { redirectUri: party.redirectUri }));
  });

  it('domain_hint leads to the federation server without asking for the name', async () => {
    const browser = world.openBrowser(await world.issueFor(alice));
    const url = party.authorizeUrl({ scope: SCOPE, domain_hint: 'contoso.example' });
    asRedirect(await browser.visit(url, { redirectUri: party.redirectUri }));
  });

  it('id_token_hint of the person who is signed in is answered, of another one refused', async () => {
    const browser = await signedIn();
    const { id_token: mine = '' } = await tokensOf(await ask(browser, {}));
    asRedirect(await ask(browser, { prompt: 'none', id_token_hint: mine }));
    const other = await tokensOf(await ask(await signedIn(bob), {}, bob));
    const hint = { prompt: 'none', id_token_hint: other['id_token']! };
    expect(await errorOf(browser, hint)).toMatch(/^login_required/);
    expect(await errorOf(browser, { prompt: 'none', id_token_hint: 'x.y.z' })).toMatch(/^login_required/);
    const forged = mine.replace(/\.[^.]*$/, `.${'A'.repeat(342)}`);
    expect(await errorOf(browser, { prompt: 'none', id_token_hint: forged })).toMatch(/^login_required/);
  });

  it('sid means one session alone', async () => {
    const browser = await signedIn();
    const { id_token: idToken = '' } = await tokensOf(await ask(browser, {}));
    asRedirect(await ask(browser, { prompt: 'none', sid: String(decodeJwt(idToken)['sid']) }));
    expect(await errorOf(browser, { prompt: 'none', sid: 'another' })).toMatch(/^login_required/);
  });
});

describe('claims', () => {
  it('cp1 comes back as xms_cc, and nothing else does', async () => {
    const browser = await signedIn();
    const claims = '{"access_token":{"xms_cc":{"values":["cp1","cp9"]}},"id_token":{"unheard_of":null}}';
    const outcome = asRedirect(await ask(browser, { claims }));
    const { body } = await redeem(outcome.parameters.get('code')!, { claims });
    expect(decodeJwt(String(body['access_token']))['xms_cc']).toEqual(['cp1']);
    const refreshed = await refresh(String(body['refresh_token']), {});
    expect(decodeJwt(String(refreshed.body['access_token']))).not.toHaveProperty('xms_cc');
  });

  it('of a claims challenge ask for a sign-in after the revocation', async () => {
    const browser = await signedIn();
    const claims = (at: number): string =>
      JSON.stringify({ access_token: { nbf: { essential: true, value: String(at) } } });
    asRedirect(await ask(browser, { prompt: 'none', claims: claims(now - 10) }));
    expect(await errorOf(browser, { prompt: 'none', claims: claims(now + 10) })).toMatch(/^login_required/);
  });

  it('that are no JSON object are refused', async () => {
    expect(await errorOf(await signedIn(), { claims: '[' })).toMatch(/^invalid_request AADSTS50100/);
  });

  it('Graph challenges a token from before the revocation, and the refresh ends', async () => {
    const { access_token: accessToken = '', refresh_token: refreshToken = '' } = await tokensOf(
      await ask(await signedIn(bob), {}, bob),
    );
    const { directory } = world.server.services;
    const user = (await directory.users.find(bob.id))!;
    now += 5;
    await directory.users.update({ ...user, stsRefreshTokensValidFrom: now });
    const answer = await world.fetch(`${world.server.origins.login}/v1.0/me`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(answer.status).toBe(401);
    const challenge = answer.headers.get('www-authenticate') ?? '';
    expect(challenge).toContain('error="insufficient_claims"');
    const encoded = /claims="([A-Za-z0-9+/]+=*)"/.exec(challenge)?.[1] ?? '';
    const claims = Buffer.from(encoded, 'base64').toString();
    expect(JSON.parse(claims)).toEqual({ access_token: { nbf: { essential: true, value: String(now) } } });
    const refused = await refresh(refreshToken, { claims });
    expect(refused.body).toMatchObject({
      error: 'invalid_grant',
      suberror: 'bad_token',
      error_codes: [50173],
    });
    await directory.users.update(user);
  });
});

describe('response_mode', () => {
  it.each(['query', 'fragment', 'form_post'])('%s brings code, state and iss', async (mode) => {
    const arrived = asRedirect(await ask(await signedIn(), { response_mode: mode }));
    expect(arrived.responseMode).toBe(mode);
    expect(Object.fromEntries(arrived.parameters)).toMatchObject({
      state: 'the-state',
      iss: `${world.server.origins.login}/${CONTOSO_TENANT_ID}/v2.0`,
      code: expect.any(String),
    });
  });

  it.each(['query', 'fragment', 'form_post'])('%s brings errors too', async (mode) => {
    const stranger = world.openBrowser(await world.issueFor(alice));
    const arrived = asRedirect(await ask(stranger, { response_mode: mode, prompt: 'none' }));
    expect(arrived.responseMode).toBe(mode);
    expect(arrived.parameters.get('error')).toBe('login_required');
    expect(arrived.parameters.get('state')).toBe('the-state');
  });

  it('another one is refused', async () => {
    expect(await errorOf(await signedIn(), { response_mode: 'pigeon' })).toMatch(
      /^invalid_request AADSTS70007/,
    );
  });
});

describe('across origins', () => {
  const ORIGIN = { origin: 'https://spa.example' };

  it('the token endpoint names the origin of a registered single-page application', async () => {
    const { headers } = await refresh('x', {}, ORIGIN);
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN.origin);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    for (const name of ['x-ms-request-id', 'client-request-id', 'www-authenticate', 'retry-after'])
      expect(headers.get('access-control-expose-headers')).toContain(name);
  });

  it.each([
    'https://evil.example',
    'http://spa.example',
    'https://spa.example:444',
    'https://a.spa.example',
    'null',
  ])('the token endpoint names no other: %s', async (origin) => {
    const { headers, body } = await refresh('x', {}, { origin });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(body).toMatchObject({ error: 'invalid_request', error_codes: [9002326] });
  });

  it.each([
    ['https://spa.example', 'https://spa.example'],
    ['https://evil.example', null],
  ])('a preflight of %s is answered with %s', async (origin, allowed) => {
    const answer = await world.fetch(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/token`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(allowed);
  });

  it('metadata is for everybody', async () => {
    const answer = await world.fetch(
      `${world.server.origins.login}/${CONTOSO_TENANT_ID}/v2.0/.well-known/openid-configuration`,
      { headers: { origin: 'https://anybody.example' } },
    );
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('a refresh token of a single-page application ends after 24 hours, however often it was used', async () => {
    let { refresh_token: token = '' } = await tokensOf(await ask(await signedIn(), {}));
    for (const _ of [1, 2, 3]) {
      now += 7 * 3600;
      await refreshCrls();
      const { body } = await refresh(token, {});
      expect(body).toHaveProperty('refresh_token');
      token = String(body['refresh_token']);
    }
    now += 3 * 3600;
    expect((await refresh(token, {})).body).toMatchObject({ error_codes: [700084], suberror: 'bad_token' });
  });
});

async function refreshCrls(): Promise<void> {
  await world.pki.publish();
  await world.refreshCrls();
}

async function consent(browser: Browser, person: typeof alice): Promise<void> {
  const page = asPage(await party.signIn(person, { scope: SCOPE }, browser));
  asRedirect(await browser.submit(page, { button: 'Accept' }, { redirectUri: party.redirectUri }));
}

async function signedIn(person: typeof alice = alice): Promise<Browser> {
  const browser = world.openBrowser(await world.issueFor(person));
  asRedirect(await party.signIn(person, { scope: SCOPE }, browser));
  return browser;
}

function ask(browser: Browser, parameters: Parameters, person: typeof alice = alice) {
  return party.signIn(person, { scope: SCOPE, ...parameters }, browser);
}

async function errorOf(browser: Browser, parameters: Parameters): Promise<string> {
  const answer = asRedirect(await ask(browser, parameters)).parameters;
  return `${answer.get('error')} ${answer.get('error_description')}`;
}

async function tokensOf(outcome: Awaited<ReturnType<typeof ask>>): Promise<Parameters> {
  const { body } = await redeem(asRedirect(outcome).parameters.get('code')!, {});
  expect(body).toHaveProperty('access_token');
  return body as Parameters;
}

function redeem(code: string, more: Parameters) {
  return party.redeem(code, more);
}

function refresh(refreshToken: string, more: Parameters, headers: Record<string, string> = {}) {
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
  return postToken(world, { client_id: party.application.appId, ...form, ...more }, headers);
}
