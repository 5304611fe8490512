import type { FederationConfiguration, PromptLoginBehavior } from '@signet/identity';
import { DEMO_PEOPLE, FEDERATED_DOMAIN } from '@signet/lab';
import { attributeOf } from '@signet/xml';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { federateToPartner, type Partner, type PartnerProtocol, SIGN_IN_ADDRESS } from './_partner.ts';
import type { Asked } from './_partner-languages.ts';
import { expectPage } from './_refusals.ts';
import {
  allowEverybody,
  asPage,
  asRedirect,
  type Parameters,
  registerThirdParty,
  type ThirdParty,
} from './_third-party.ts';
import { speakSaml } from './_trusts.ts';
import { startWorld, type World } from './_world.ts';

// What a partner is asked when the application demands a fresh sign-in, by each promptLoginBehavior (AD FS: prompt=login).

const { alice } = DEMO_PEOPLE;
const PASSWORD = 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password';
const BEHAVIORS = ['translateToFreshPasswordAuthentication', 'nativeSupport', 'disabled'] as const;
/** 2026-11-28T12:00:00Z and what the tests add. */
let now = 1_795_867_200;
let world: World;
let party: ThirdParty;

async function start(): Promise<void> {
  world = await startWorld({ clock: { now: () => now } });
  party = await registerThirdParty(world);
  await allowEverybody(world, party.application.appId, 'openid profile offline_access');
}

const nbf = (at: number): Parameters => ({
  claims: JSON.stringify({ access_token: { nbf: { essential: true, value: String(at) } } }),
});

const PROMPT_LOGIN: Readonly<Record<PromptLoginBehavior, Parameters>> = {
  translateToFreshPasswordAuthentication: { wauth: PASSWORD, wfresh: '0' },
  nativeSupport: { prompt: 'login' },
  disabled: { wfresh: '0' },
};

describe.each(BEHAVIORS)('a partner with %s', (promptLoginBehavior) => {
  let wsFed: Partner;
  beforeAll(async () => {
    await start();
    wsFed = await federate('wsFed');
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  const federate = (protocol: PartnerProtocol): Promise<Partner> =>
    federateToPartner(world, protocol, { [FEDERATED_DOMAIN]: 'urn:partner' }, { promptLoginBehavior });

  it.each([
    ['nothing', () => ({}), {}],
    ['prompt=select_account and a login_hint', () => ({ prompt: 'select_account' }), {}],
    ['prompt=login', () => ({ prompt: 'login' }), PROMPT_LOGIN[promptLoginBehavior]],
    [
      'prompt=login consent',
      () => ({ prompt: 'login consent', max_age: '600' }),
      PROMPT_LOGIN[promptLoginBehavior],
    ],
    ['max_age=0', () => ({ max_age: '0' }), PROMPT_LOGIN[promptLoginBehavior]],
    ['max_age=59', () => ({ max_age: '59' }), { wfresh: '0' }],
    ['max_age=60', () => ({ max_age: '60' }), { wfresh: '1' }],
    ['max_age=3659', () => ({ max_age: '3659' }), { wfresh: '60' }],
    ['nbf of half an hour ago', () => nbf(now - 1799), { wfresh: '29' }],
    ['nbf of now', () => nbf(now), { wfresh: '0' }],
    ['the stricter of max_age and nbf', () => ({ max_age: '3600', ...nbf(now - 300) }), { wfresh: '5' }],
  ] as const)('is asked for %s by WS-Federation', async (_what, demand, expected) => {
    const { parameters } = await asked(wsFed, demand());
    const about = ['wauth', 'wfresh', 'prompt'].filter((name) => parameters.has(name));
    expect(Object.fromEntries(about.map((name) => [name, parameters.get(name)]))).toEqual(expected);
    expect(parameters.get('wa')).toBe('wsignin1.0');
  });

  it.each([
    ['nothing', () => ({}), 'false'],
    ['prompt=login', () => ({ prompt: 'login' }), 'true'],
    ['max_age=0', () => ({ max_age: '0' }), 'true'],
    ['max_age=3600', () => ({ max_age: '3600' }), 'true'],
    ['nbf of half an hour ago', () => nbf(now - 1800), 'true'],
  ] as const)('is asked for %s by SAML', async (_what, demand, forceAuthn) => {
    const { authnRequest, parameters } = await asked(await federate('saml'), demand());
    expect(authnRequest?.localName).toBe('AuthnRequest');
    expect(attributeOf(authnRequest!, 'ForceAuthn')).toBe(forceAuthn);
    for (const name of ['wauth', 'wfresh', 'prompt']) expect(parameters.has(name)).toBe(false);
  });
});

it('counts from the beginning of the request, however long the user name takes to type', async () => {
  await start();
  await using _ = world;
  const partner = await federateToPartner(world, 'wsFed', { [FEDERATED_DOMAIN]: 'urn:partner' });
  const browser = world.openBrowser();
  const page = asPage(await browser.visit(party.authorizeUrl(nbf(now - 120))));
  now += 600;
  const fields = { userName: alice.userPrincipalName };
  const left = asRedirect(await browser.submit(page, { fields }, { redirectUri: SIGN_IN_ADDRESS }));
  expect(partner.read(left.parameters).parameters.get('wfresh')).toBe('2');
});

describe.each(['wsFed', 'saml'] as const)('our own federation server by %s', (protocol) => {
  beforeAll(async () => {
    await start();
    if (protocol === 'saml') await speakSaml(world.server.services, world.server.origins.login);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  it.each(BEHAVIORS)('asks for the certificate again with %s', async (promptLoginBehavior) => {
    await change({ promptLoginBehavior });
    const browser = world.openBrowser(await world.issueFor(alice));
    const visit = { redirectUri: party.redirectUri };
    const hint = { login_hint: alice.userPrincipalName };
    asRedirect(await browser.visit(party.authorizeUrl(hint), visit));
    now += 1000;
    const outcome = await browser.visit(party.authorizeUrl({ ...hint, prompt: 'login' }), visit);
    if (protocol === 'wsFed' && promptLoginBehavior === 'translateToFreshPasswordAuthentication') {
      // A password is what it asks for, and nobody here has one.
      expect(expectPage(outcome).text).toContain('AADSTS50012');
      return;
    }
    expect(outcome.steps.some(({ certificatePresented }) => certificatePresented)).toBe(true);
    await expectSignedInNow(asRedirect(outcome).parameters);
    now += 1000;
    const aged = await browser.visit(party.authorizeUrl({ ...hint, max_age: '600' }), visit);
    await expectSignedInNow(asRedirect(aged).parameters);
  });
});

function asked(partner: Partner, demand: Parameters): Promise<Asked> {
  const url = party.authorizeUrl({ login_hint: alice.userPrincipalName, ...demand });
  return partner.asked(world.openBrowser(), url, alice.userPrincipalName);
}

async function expectSignedInNow(parameters: URLSearchParams): Promise<void> {
  const { body } = await party.redeem(parameters.get('code')!);
  expect(decodeJwt(String(body['id_token']))['auth_time']).toBe(now);
}

async function change(changes: Partial<FederationConfiguration>): Promise<void> {
  const { domains } = world.server.services.directory;
  const domain = (await domains.find(FEDERATED_DOMAIN))!;
  await domains.update({ ...domain, federation: { ...domain.federation!, ...changes } });
}
