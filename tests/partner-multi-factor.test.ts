import { createSystemClock } from '@signet/crypto';
import type { FederatedIdpMfaBehavior } from '@signet/identity';
import {
  APPLICATION_IDS,
  type Browser,
  type BrowserOutcome,
  type BrowserPage,
  DEMO_PEOPLE,
  FEDERATED_DOMAIN,
} from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { federateToPartner, type Partner, type Said, SIGN_IN_ADDRESS } from './_partner.ts';
import type { Asked } from './_partner-languages.ts';
import { attemptSignIn, authorizeUrl, challengeOf, REDIRECT_URI, redeemCode } from './_refusals.ts';
import { asRedirect } from './_third-party.ts';
import { totpCode } from './_totp.ts';
import { startWorld, type World } from './_world.ts';

// Whose second factor counts: federatedIdpMfaBehavior of the domain, with a partner that says what the test wants.

const { alice } = DEMO_PEOPLE;
const system = createSystemClock();
const SECRET = Buffer.from('12345678901234567890');
const ISSUERS = { [FEDERATED_DOMAIN]: 'urn:partner' };
const MULTIPLE = 'http://schemas.microsoft.com/claims/multipleauthn';
const WIA_OR_MULTIPLE = 'http://schemas.microsoft.com/claims/wiaormultiauthn';
const REFERENCES = 'http://schemas.microsoft.com/claims/authnmethodsreferences';
const METHOD = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await requireMultiFactor(true);
});
afterAll(() => world?.[Symbol.asyncDispose]());
beforeEach(async () => {
  const { totpSecrets } = world.server.services.directory;
  // Anew for each test, so that the code of one is not the used code of the next.
  await totpSecrets.put(alice.id, SECRET, system.now());
});

async function requireMultiFactor(requiresMultiFactor: boolean): Promise<void> {
  const { applications } = world.server.services.directory;
  const application = await applications.find(APPLICATION_IDS.native);
  await applications.update({ ...application!, requiresMultiFactor });
}

interface Sent {
  readonly browser: Browser;
  readonly asked: Asked;
  readonly codeVerifier: string;
}

/** Alice on her way to the partner. */
async function sendToPartner(partner: Partner): Promise<Sent> {
  const { browser, outcome, codeVerifier } = await attemptSignIn(world, alice.userPrincipalName, undefined, {
    stopAt: SIGN_IN_ADDRESS,
  });
  return { browser, asked: partner.read(asRedirect(outcome).parameters), codeVerifier };
}

async function amrOf(outcome: BrowserOutcome, codeVerifier: string): Promise<unknown> {
  if (outcome.kind === 'page') throw new Error(outcome.text);
  const { body } = await redeemCode(world, { code: outcome.parameters.get('code') ?? '', codeVerifier });
  return decodeJwt(String(body['id_token']))['amr'];
}

async function newestFactorCheck() {
  const { items } = await world.server.services.directory.signInLog.list({}, { limit: 10 });
  const row = items.find(({ face }) => face === 'federated-assertion');
  return row?.evidence.find(({ check }) => check === 'partner-multi-factor');
}

const isAskedForCode = expect.objectContaining({
  kind: 'page',
  text: expect.stringContaining('Enter your code'),
});

describe.each(['wsFed', 'saml'] as const)('a partner by %s', (protocol) => {
  let partner: Partner;
  beforeAll(async () => {
    partner = await federateToPartner(world, protocol, ISSUERS);
  });
  const federateAs = (federatedIdpMfaBehavior?: FederatedIdpMfaBehavior) =>
    partner.configure({ ...(federatedIdpMfaBehavior && { federatedIdpMfaBehavior }) });
  const multiple: Said = { method: MULTIPLE };
  const answer = async ({ browser, asked }: Sent, said: Said) =>
    partner.answer(browser, asked, { person: alice, redirectUri: REDIRECT_URI, ...said });
  /** With an answer that leads back to the partner. */
  const sendBack = async (first: Sent, said: Said): Promise<Sent> => {
    const visit = { person: alice, redirectUri: SIGN_IN_ADDRESS, ...said };
    const outcome = await partner.answer(first.browser, first.asked, visit);
    return { ...first, asked: partner.read(asRedirect(outcome).parameters) };
  };
  const enter = (browser: Browser, page: BrowserOutcome) =>
    browser.submit(
      page as BrowserPage,
      { fields: { code: totpCode(SECRET, system.now()) } },
      { redirectUri: REDIRECT_URI },
    );

  describe.each([undefined, 'acceptIfMfaDoneByFederatedIdp'] as const)('of a domain with %s', (behavior) => {
    beforeAll(() => federateAs(behavior));

    it('counts the partner’s second factor', async () => {
      const alone = await sendToPartner(partner);
      expect(alone.asked.method).toBeUndefined();
      expect(await amrOf(await answer(alone, multiple), alone.codeVerifier)).toEqual(['fed', 'pwd', 'mfa']);
      expect(await newestFactorCheck()).toMatchObject({
        result: 'pass',
        facts: { federatedIdpMfaBehavior: 'acceptIfMfaDoneByFederatedIdp', isClaimed: true, isAsked: false },
      });
    });

    it('asks for its own where the partner took none', async () => {
      const alone = await sendToPartner(partner);
      const page = await answer(alone, {});
      expect(page).toEqual(isAskedForCode);
      expect(await newestFactorCheck()).toMatchObject({ result: 'skipped', facts: { isClaimed: false } });
      expect(await amrOf(await enter(alone.browser, page), alone.codeVerifier)).toEqual([
        'fed',
        'pwd',
        'otp',
        'mfa',
      ]);
    });
  });

  describe('of a domain with enforceMfaByFederatedIdp', () => {
    beforeAll(() => federateAs('enforceMfaByFederatedIdp'));

    it('counts the partner’s second factor', async () => {
      const alone = await sendToPartner(partner);
      expect(alone.asked.method).toBeUndefined();
      expect(await amrOf(await answer(alone, multiple), alone.codeVerifier)).toEqual(['fed', 'pwd', 'mfa']);
    });

    it('sends who comes without it back for it', async () => {
      const first = await sendToPartner(partner);
      const again = await sendBack(first, {});
      expect(again.asked.method).toBe(MULTIPLE);
      const outcome = await answer(again, multiple);
      expect(await amrOf(outcome, first.codeVerifier)).toEqual(['fed', 'pwd', 'mfa']);
      expect(await newestFactorCheck()).toMatchObject({ result: 'pass', facts: { isAsked: true } });
    });

    it('refuses who comes back without it, instead of another round', async () => {
      const first = await sendToPartner(partner);
      const again = await sendBack(first, {});
      const page = await answer(again, {});
      expect(page).toMatchObject({ kind: 'page', status: 400, text: expect.stringContaining('AADSTS50158') });
      expect(await world.newestLogEntry()).toMatchObject({
        face: 'federated-assertion',
        code: 'partner-multi-factor-missing',
        errorCode: 50158,
        userId: alice.id,
      });
      expect(await newestFactorCheck()).toMatchObject({ result: 'fail', facts: { isAsked: true } });
      // The session of one factor from before has not become one of two.
      const silent = authorizeUrl(world, { prompt: 'none', ...challengeOf(first.codeVerifier) });
      const outcome = await first.browser.visit(silent, { redirectUri: REDIRECT_URI });
      expect(outcome.kind === 'redirect' && outcome.parameters.get('error')).toBe('interaction_required');
    });

    it('sends a session of one factor back once an application asks for two', async () => {
      await requireMultiFactor(false);
      const first = await sendToPartner(partner);
      expect(await amrOf(await answer(first, {}), first.codeVerifier)).toEqual(['fed', 'pwd']);
      await requireMultiFactor(true);
      const url = authorizeUrl(world, challengeOf(first.codeVerifier));
      const again = { ...first, asked: await partner.asked(first.browser, url) };
      expect(again.asked.method).toBe(MULTIPLE);
      const outcome = await answer(again, multiple);
      expect(await amrOf(outcome, first.codeVerifier)).toEqual(['fed', 'pwd', 'mfa']);
    });

    it('asks for its own once the domain no longer leaves it to the partner', async () => {
      const first = await sendToPartner(partner);
      const again = await sendBack(first, {});
      await federateAs('rejectMfaByFederatedIdp');
      const page = await answer(again, multiple);
      await federateAs('enforceMfaByFederatedIdp');
      expect(page).toEqual(isAskedForCode);
    });
  });

  describe('of a domain with rejectMfaByFederatedIdp', () => {
    beforeAll(() => federateAs('rejectMfaByFederatedIdp'));

    it.each([
      ['multipleauthn', multiple],
      ['one factor', {}],
    ])('asks for its own when the partner says %s', async (_, said) => {
      const alone = await sendToPartner(partner);
      const page = await answer(alone, said);
      expect(page).toEqual(isAskedForCode);
      expect(await newestFactorCheck()).toMatchObject({ result: 'skipped' });
      expect(await amrOf(await enter(alone.browser, page), alone.codeVerifier)).toEqual([
        'fed',
        'pwd',
        'otp',
        'mfa',
      ]);
    });

    it('refuses who has no authenticator of ours', async () => {
      await world.server.services.directory.totpSecrets.remove(alice.id);
      const page = await answer(await sendToPartner(partner), multiple);
      expect(page).toMatchObject({ kind: 'page', text: expect.stringContaining('AADSTS50079') });
    });
  });

  describe('does not count', () => {
    beforeAll(() => federateAs());

    it.each<[string, string]>([
      ['in another case', MULTIPLE.toUpperCase()],
      ['with a capital', MULTIPLE.replace('multiple', 'Multiple')],
      ['by https', MULTIPLE.replace('http:', 'https:')],
      ['in another namespace', 'http://schemas.northwind.example/claims/multipleauthn'],
      ['without its namespace', 'multipleauthn'],
      ['with more behind it', `${MULTIPLE}/x`],
      ['among others', `PASSWORD ${MULTIPLE}`],
    ])('multipleauthn %s', async (_what, said) => {
      const method = said.replace('PASSWORD', partner.passwordMethod);
      expect(await answer(await sendToPartner(partner), { method })).toEqual(isAskedForCode);
      expect(await newestFactorCheck()).toMatchObject({ facts: { isClaimed: false } });
    });
  });
});

describe('claims of an assertion', () => {
  const say = async (protocol: 'wsFed' | 'saml', said: Said) => {
    const partner = await federateToPartner(world, protocol, ISSUERS);
    const { browser, asked } = await sendToPartner(partner);
    return partner.answer(browser, asked, { person: alice, redirectUri: REDIRECT_URI, ...said });
  };
  const TLS = 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/windows';
  const isSignedIn = expect.objectContaining({ kind: 'redirect' });

  it.each<[string, Said]>([
    ['authnmethodsreferences, beside another method', { claims: { [REFERENCES]: [TLS, MULTIPLE] } }],
    ['authenticationmethod', { claims: { [METHOD]: [TLS, MULTIPLE] } }],
    ['authenticationmethod as wiaormultiauthn', { claims: { [METHOD]: [WIA_OR_MULTIPLE] } }],
    ['AuthenticationMethod as wiaormultiauthn', { method: WIA_OR_MULTIPLE }],
  ])('by WS-Federation say it by %s', async (_what, said) => {
    expect(await say('wsFed', said)).toEqual(isSignedIn);
  });

  it.each<[string, Said]>([
    ['authnmethodsreferences twice', { claims: { [REFERENCES]: [MULTIPLE, MULTIPLE] } }],
    ['authenticationmethod twice', { claims: { [METHOD]: [MULTIPLE, MULTIPLE] } }],
    ['authnmethodsreferences as wiaormultiauthn', { claims: { [REFERENCES]: [WIA_OR_MULTIPLE] } }],
    [
      'authnmethodsreferences of another namespace',
      { claims: { 'http://northwind.example/claims/authnmethodsreferences': [MULTIPLE] } },
    ],
    [
      'AuthnMethodsReferences',
      { claims: { 'http://schemas.microsoft.com/claims/AuthnMethodsReferences': [MULTIPLE] } },
    ],
    ['authnmethodsreferences in capitals', { claims: { [REFERENCES]: [MULTIPLE.toUpperCase()] } }],
    ['authnmethodsreferences with blanks', { claims: { [REFERENCES]: [` ${MULTIPLE}`] } }],
  ])('by WS-Federation do not say it by %s', async (_what, said) => {
    expect(await say('wsFed', said)).toEqual(isAskedForCode);
  });

  it.each<[string, Said]>([
    ['authnmethodsreferences', { claims: { [REFERENCES]: [MULTIPLE] } }],
    ['authenticationmethod', { claims: { [METHOD]: [MULTIPLE] } }],
    ['AuthnContextClassRef as wiaormultiauthn', { method: WIA_OR_MULTIPLE }],
  ])('by SAML 2.0 do not say it by %s', async (_what, said) => {
    expect(await say('saml', said)).toEqual(isAskedForCode);
  });

  it.each([
    ['wsFed', 'Attribute'],
    ['saml', 'Attribute'],
    ['wsFed', 'AuthenticationStatement'],
    ['saml', 'AuthnStatement'],
  ] as const)('by %s with a second %s are refused', async (protocol, element) => {
    const said: Said = {
      method: MULTIPLE,
      claims: { [REFERENCES]: [MULTIPLE] },
      change: (text) => {
        const all = text.match(new RegExp(`<saml:${element} .*?</saml:${element}>`, 'gs'));
        const one = all?.at(-1) ?? '';
        return text.replace(one, one + one);
      },
    };
    expect(await say(protocol, said)).toMatchObject({
      kind: 'page',
      text: expect.stringContaining('AADSTS50008'),
    });
  });
});

it('refuses a partner by SAML that says that it cannot take a second factor', async () => {
  const behavior = { federatedIdpMfaBehavior: 'enforceMfaByFederatedIdp' } as const;
  const partner = await federateToPartner(world, 'saml', ISSUERS, behavior);
  const { browser, asked } = await sendToPartner(partner);
  const answer = { person: alice, redirectUri: SIGN_IN_ADDRESS };
  const again = asRedirect(await partner.answer(browser, asked, answer));
  const page = await partner.decline(browser, partner.read(again.parameters));
  expect(page).toMatchObject({ kind: 'page', text: expect.stringContaining('AADSTS50158') });
  expect(await world.newestLogEntry()).toMatchObject({ code: 'partner-multi-factor-missing' });
});
