import {
  APPLICATION_IDS,
  type Browser,
  type BrowserOutcome,
  CONTOSO_TENANT_ID,
  DEMO_PEOPLE,
  FEDERATED_DOMAIN,
} from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typeUserCode } from './_device.ts';
import { federateToPartner, type Partner, SIGN_IN_ADDRESS } from './_partner.ts';
import { expectPage } from './_refusals.ts';
import {
  allowEverybody,
  asPage,
  asRedirect,
  type Parameters,
  registerThirdParty,
  type ThirdParty,
} from './_third-party.ts';
import { totpCode } from './_totp.ts';
import { startWorld, type World } from './_world.ts';

// The application demands a fresh sign-in, and the partner answers with one that it made earlier.

const { alice, dora } = DEMO_PEOPLE;
const HOUR = 3600;
const SECRET = Buffer.from('12345678901234567890');
/** 2026-11-28T12:00:00Z and what the tests add. */
let now = 1_795_867_200;
let world: World;
let party: ThirdParty;
let partner: Partner;

const nbf = (at: number): Parameters => ({
  claims: JSON.stringify({ access_token: { nbf: { essential: true, value: String(at) } } }),
});

describe.each(['wsFed', 'saml'] as const)('a partner by %s', (protocol) => {
  beforeAll(async () => {
    world = await startWorld({ clock: { now: () => now } });
    partner = await federateToPartner(world, protocol, { [FEDERATED_DOMAIN]: 'urn:partner' });
    party = await registerThirdParty(world);
    await allowEverybody(world, party.application.appId, 'openid profile offline_access');
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  describe.each([
    ['prompt=login', () => ({ prompt: 'login' }), 'prompt=login', 300],
    ['max_age=0', () => ({ max_age: '0' }), 'prompt=login', 300],
    ['max_age=60', () => ({ max_age: '60' }), 'max_age', 60],
    ['nbf of a claims challenge', () => nbf(now - 10), 'nbf of the claims challenge', 10],
  ] as const)('%s', (_what, demand, demanded, age) => {
    it('is refused a sign-in of an hour ago, and the log says which time was too old', async () => {
      const { browser, outcome } = await signIn(demand(), now - HOUR);
      expectTooOld(outcome);
      const { href } = new URL(asRedirect(outcome).parameters.get('error_uri')!);
      expect(href).toContain('code=70043');
      expect(await world.newestLogEntry()).toMatchObject({
        face: 'authorize-request',
        code: 'sign-in-too-old',
        errorCode: 70043,
        userPrincipalName: alice.userPrincipalName,
        evidence: [
          {
            check: 'sign-in-age',
            result: 'fail',
            facts: { demanded, authTime: timeText(now - HOUR), earliest: timeText(now - age) },
          },
        ],
      });
      // It is asked again for the next request, and what it says then is believed.
      expectCode(await answer(browser, demand(), now));
    });

    it('takes a sign-in that is just young enough, and none that is a second older', async () => {
      expectCode((await signIn(demand(), now - age)).outcome);
      expectTooOld((await signIn(demand(), now - age - 1)).outcome);
    });

    it('has the ID token tell the time of the fresh sign-in', async () => {
      const { outcome } = await signIn(demand(), now - 5);
      const { body } = await party.redeem(expectCode(outcome));
      expect(decodeJwt(String(body['id_token']))['auth_time']).toBe(now - 5);
    });
  });

  it('may answer with an old sign-in where nothing else is asked', async () => {
    const { outcome } = await signIn({}, now - HOUR);
    const { body } = await party.redeem(expectCode(outcome));
    expect(decodeJwt(String(body['id_token']))['auth_time']).toBe(now - HOUR);
  });

  it('holds every demand of several', async () => {
    expectTooOld((await signIn({ max_age: '7200', prompt: 'login' }, now - HOUR)).outcome);
    expectTooOld((await signIn({ max_age: '7200', ...nbf(now - 60) }, now - HOUR)).outcome);
    expectCode((await signIn({ max_age: '7200', ...nbf(now - HOUR) }, now - HOUR)).outcome);
  });

  it('is refused a sign-in of a future that no clock may have, whatever is asked', async () => {
    const { outcome } = await signIn({ prompt: 'login' }, now + 301);
    expect(expectPage(outcome).text).toContain('AADSTS50008');
    expect(await world.newestLogEntry()).toMatchObject({
      code: 'assertion-invalid',
      evidence: expect.arrayContaining([
        expect.objectContaining({ check: 'assertion-times', result: 'fail' }),
      ]),
    });
    const ahead = await signIn({ prompt: 'login' }, now + 300);
    const { body } = await party.redeem(expectCode(ahead.outcome));
    expect(decodeJwt(String(body['id_token']))['auth_time']).toBe(now);
  });

  it('shows no consent for a sign-in that is too old, and lets a fresh one take its time there', async () => {
    const asking = await registerThirdParty(world);
    const demand = { max_age: '60', scope: 'openid profile User.Read' };
    expectTooOld((await signIn(demand, now - HOUR, asking)).outcome);
    const { browser, outcome } = await signIn(demand, now, asking);
    expect(asPage(outcome).text).toContain(asking.application.displayName);
    now += 120;
    const { redirectUri } = asking;
    expectCode(await browser.submit(asPage(outcome), { button: 'Accept' }, { redirectUri }));
  });

  it('shows no page for a code after a sign-in that is too old, and lets a fresh one take its time there', async () => {
    await world.server.services.directory.totpSecrets.put(alice.id, SECRET, now);
    const strict = await registerThirdParty(world, { changes: { requiresMultiFactor: true } });
    await allowEverybody(world, strict.application.appId, 'openid profile offline_access');
    expectTooOld((await signIn({ prompt: 'login' }, now - HOUR, strict)).outcome);
    const { browser, outcome } = await signIn({ max_age: '60' }, now, strict);
    const signedInAt = now;
    now += 120;
    const fields = { code: totpCode(SECRET, now) };
    const { redirectUri } = strict;
    const code = expectCode(await browser.submit(asPage(outcome), { fields }, { redirectUri }));
    const { body } = await strict.redeem(code);
    expect(decodeJwt(String(body['id_token']))).toMatchObject({
      amr: ['fed', 'pwd', 'otp', 'mfa'],
      auth_time: signedInAt,
    });
  });

  it('signs no device in by an old sign-in', async () => {
    const begun = await postDevice('devicecode', { scope: 'User.Read' });
    const browser = world.openBrowser();
    const confirm = await typeUserCode(world, browser, begun['user_code']!);
    const visit = { redirectUri: SIGN_IN_ADDRESS, userName: alice.userPrincipalName };
    const { parameters } = asRedirect(await browser.submit(confirm, { button: 'Continue' }, visit));
    const asked = partner.read(parameters);
    const old = { person: alice, authTime: now - HOUR, redirectUri: party.redirectUri };
    expect(expectPage(await partner.answer(browser, asked, old)).text).toContain('AADSTS70043');
    expect(await world.newestLogEntry()).toMatchObject({
      face: 'device-code',
      code: 'sign-in-too-old',
      evidence: [{ check: 'sign-in-age', facts: { authTime: timeText(now - HOUR) } }],
    });
    const answer = await postDevice('token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: begun['device_code']!,
    });
    expect(answer).toMatchObject({ error: 'authorization_pending' });
  });
});

describe('a managed person', () => {
  it('may take longer at the certificate than max_age', async () => {
    world = await startWorld({ clock: { now: () => now } });
    await using _ = world;
    party = await registerThirdParty(world);
    await allowEverybody(world, party.application.appId, 'openid profile offline_access');
    const browser = world.openBrowser(await world.issueFor(dora));
    const url = party.authorizeUrl({ max_age: '10', login_hint: dora.userPrincipalName });
    const prompt = `${world.server.origins.certificate}/${CONTOSO_TENANT_ID}/certauth`;
    const { url: certificateUrl } = asRedirect(await browser.visit(url, { redirectUri: prompt }));
    now += 60;
    expectCode(await browser.visit(certificateUrl, { redirectUri: party.redirectUri }));
  });
});

async function signIn(
  demand: Parameters,
  authTime: number,
  asking = party,
): Promise<{ readonly browser: Browser; readonly outcome: BrowserOutcome }> {
  const browser = world.openBrowser();
  return { browser, outcome: await answer(browser, demand, authTime, asking) };
}

async function answer(
  browser: Browser,
  demand: Parameters,
  authTime: number,
  asking = party,
): Promise<BrowserOutcome> {
  const url = asking.authorizeUrl({ login_hint: alice.userPrincipalName, ...demand });
  const asked = await partner.asked(browser, url);
  return partner.answer(browser, asked, { person: alice, authTime, redirectUri: asking.redirectUri });
}

function expectCode(outcome: BrowserOutcome): string {
  const { parameters } = asRedirect(outcome);
  expect(parameters.get('error_description')).toBeNull();
  return parameters.get('code')!;
}

function expectTooOld(outcome: BrowserOutcome): void {
  const { parameters } = asRedirect(outcome);
  expect(parameters.get('code')).toBeNull();
  expect(parameters.get('error')).toBe('unmet_authentication_requirements');
  expect(parameters.get('error_description')).toMatch(/^AADSTS70043: /);
  expect(parameters.get('state')).toBe('the-state');
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '');
}

async function postDevice(endpoint: string, form: Parameters): Promise<Parameters> {
  const answered = await world.fetch(`${world.server.origins.login}/common/oauth2/v2.0/${endpoint}`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: APPLICATION_IDS.native, ...form }),
  });
  return (await answered.json()) as Parameters;
}
