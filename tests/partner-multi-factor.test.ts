import { createSystemClock } from '@signet/crypto';
import type { FederatedIdpMfaBehavior } from '@signet/identity';
import {
  APPLICATION_IDS,
  type Browser,
  type BrowserOutcome,
  type BrowserPage,
  DEMO_PEOPLE,
} from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { declineContext, federate, PARTNER, PARTNERS, type Partner, type Said } from './_partner.ts';
import { attemptSignIn, authorizeUrl, challengeOf, REDIRECT_URI, redeemCode } from './_refusals.ts';
import { totpCode } from './_totp.ts';
import { startWorld, type World } from './_world.ts';

// Whose second factor counts: federatedIdpMfaBehavior of the domain, with a partner that says what the test wants.

const { alice } = DEMO_PEOPLE;
const system = createSystemClock();
const SECRET = Buffer.from('12345678901234567890');
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
  readonly sent: BrowserOutcome;
  readonly codeVerifier: string;
}

/** Alice on her way to the partner. */
async function sendToPartner(): Promise<Sent> {
  const {
    browser,
    outcome: sent,
    codeVerifier,
  } = await attemptSignIn(world, alice.userPrincipalName, undefined, { stopAt: PARTNER });
  return { browser, sent, codeVerifier };
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
  beforeAll(() => {
    partner = PARTNERS[protocol](world);
  });
  const federateAs = (federatedIdpMfaBehavior?: FederatedIdpMfaBehavior) =>
    federate(world, {
      preferredAuthenticationProtocol: protocol,
      ...(federatedIdpMfaBehavior && { federatedIdpMfaBehavior }),
    });
  const multiple: Said = { method: MULTIPLE };
  const answer = async ({ browser, sent }: Sent, said: Said, stopAt = REDIRECT_URI) =>
    partner.answer(browser, sent, said, stopAt);
  const enter = (browser: Browser, page: BrowserOutcome) =>
    browser.submit(
      page as BrowserPage,
      { fields: { code: totpCode(SECRET, system.now()) } },
      { redirectUri: REDIRECT_URI },
    );

  describe.each([undefined, 'acceptIfMfaDoneByFederatedIdp'] as const)('of a domain with %s', (behavior) => {
    beforeAll(() => federateAs(behavior));

    it('counts the partner’s second factor', async () => {
      const alone = await sendToPartner();
      expect(partner.methodAsked(alone.sent)).toBeUndefined();
      expect(await amrOf(await answer(alone, multiple), alone.codeVerifier)).toEqual(['fed', 'pwd', 'mfa']);
      expect(await newestFactorCheck()).toMatchObject({
        result: 'pass',
        facts: { federatedIdpMfaBehavior: 'acceptIfMfaDoneByFederatedIdp', isClaimed: true, isAsked: false },
      });
    });

    it('asks for its own where the partner took none', async () => {
      const alone = await sendToPartner();
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
      const alone = await sendToPartner();
      expect(partner.methodAsked(alone.sent)).toBeUndefined();
      expect(await amrOf(await answer(alone, multiple), alone.codeVerifier)).toEqual(['fed', 'pwd', 'mfa']);
    });

    it('sends who comes without it back for it', async () => {
      const first = await sendToPartner();
      const sent = await answer(first, {}, PARTNER);
      expect(partner.methodAsked(sent)).toBe(MULTIPLE);
      const outcome = await answer({ ...first, sent }, multiple);
      expect(await amrOf(outcome, first.codeVerifier)).toEqual(['fed', 'pwd', 'mfa']);
      expect(await newestFactorCheck()).toMatchObject({ result: 'pass', facts: { isAsked: true } });
    });

    it('refuses who comes back without it, instead of another round', async () => {
      const first = await sendToPartner();
      const sent = await answer(first, {}, PARTNER);
      const page = await answer({ ...first, sent }, {}, PARTNER);
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
      const first = await sendToPartner();
      expect(await amrOf(await answer(first, {}), first.codeVerifier)).toEqual(['fed', 'pwd']);
      await requireMultiFactor(true);
      const url = authorizeUrl(world, challengeOf(first.codeVerifier));
      const sent = await first.browser.visit(url, { redirectUri: PARTNER });
      expect(partner.methodAsked(sent)).toBe(MULTIPLE);
      const outcome = await answer({ ...first, sent }, multiple);
      expect(await amrOf(outcome, first.codeVerifier)).toEqual(['fed', 'pwd', 'mfa']);
    });

    it('asks for its own once the domain no longer leaves it to the partner', async () => {
      const first = await sendToPartner();
      const sent = await answer(first, {}, PARTNER);
      await federateAs('rejectMfaByFederatedIdp');
      const page = await answer({ ...first, sent }, multiple);
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
      const alone = await sendToPartner();
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
      const page = await answer(await sendToPartner(), multiple);
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
      ['among others', `${partnerPassword(protocol)} ${MULTIPLE}`],
    ])('multipleauthn %s', async (_what, method) => {
      expect(await answer(await sendToPartner(), { method })).toEqual(isAskedForCode);
      expect(await newestFactorCheck()).toMatchObject({ facts: { isClaimed: false } });
    });
  });
});

function partnerPassword(protocol: keyof typeof PARTNERS): string {
  return protocol === 'saml'
    ? 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password'
    : 'urn:oasis:names:tc:SAML:1.0:am:password';
}

describe('claims of an assertion', () => {
  const say = async (protocol: 'wsFed' | 'saml', said: Said) => {
    await federate(world, { preferredAuthenticationProtocol: protocol });
    const { browser, sent } = await sendToPartner();
    return PARTNERS[protocol](world).answer(browser, sent, said, REDIRECT_URI);
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
  await federate(world, {
    preferredAuthenticationProtocol: 'saml',
    federatedIdpMfaBehavior: 'enforceMfaByFederatedIdp',
  });
  const { browser, sent } = await sendToPartner();
  const again = await PARTNERS.saml(world).answer(browser, sent, {}, PARTNER);
  const page = await declineContext(world, browser, again);
  expect(page).toMatchObject({ kind: 'page', text: expect.stringContaining('AADSTS50158') });
  expect(await world.newestLogEntry()).toMatchObject({ code: 'partner-multi-factor-missing' });
});
