import { createXmlSigner } from '@signet/crypto';
import { CONTOSO_TENANT_ID } from '@signet/lab';
import { SESSION_COOKIE } from '@signet/sign-in';
import { NAME_ID_FORMATS, type XmlSigner } from '@signet/xml';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  codeOn,
  linkOn,
  locationOf,
  openBrowser,
  type Page,
  type TestBrowser,
} from '../../wsfed/tests/_browser.ts';
import { openBrowserOf } from '../../wsfed/tests/_journey.ts';
import { ALICE_IMMUTABLE_ID } from '../../wsfed/tests/_responses.ts';
import { samlSignOutUrl } from '../src/index.ts';
import { writeRedirectUrl } from '../src/messages/binding.ts';
import { writeLogoutRequest } from '../src/messages/logout-request.ts';
import { SUCCESS, writeResponse } from '../src/messages/response.ts';
import { assertionOf, beginAtTokenService, responseOf, signElement, speakSaml } from './_partner.ts';
import { createKey, signIn } from './_service-provider.ts';
import { addTrust, createWorld, FS, ISSUER_URI, LOGIN, NOW, type World } from './_world.ts';

const SRF = `${LOGIN}/login.srf`;
let world: World;
let domain: World['domain'];

beforeAll(async () => {
  world = await createWorld();
  const { federation, ...rest } = await speakSaml(world);
  domain = { ...rest, federation: { ...federation!, signOutUri: `${FS}/adfs/ls/` } };
  await world.directory.domains.update(domain);
  await addTrust(world, 'cloud', {
    identifiers: ['urn:federation:MicrosoftOnline'],
    assertionConsumerServices: [{ location: SRF, index: 0, isDefault: true }],
    singleLogoutServices: [{ binding: 'redirect', location: SRF }],
    signingCertificates: [(await world.keyRing.current(NOW)).certificate],
  });
});

afterAll(() => world[Symbol.asyncDispose]());

async function sessionOf(browser: TestBrowser) {
  return world.sessions.find(browser.cookie(LOGIN, SESSION_COOKIE), world.clock.now());
}

/** What the OIDC face does when somebody signs out. */
async function signOutAtTokenService(browser: TestBrowser, continueUrl?: string): Promise<string> {
  const session = (await sessionOf(browser))!;
  await world.directory.sessions.end(session.id, NOW);
  const binding = { browser: browser.secretOf(LOGIN), now: NOW };
  return (await samlSignOutUrl({ session, continueUrl, binding }, world.serviceProvider))!;
}

describe('single logout with our own identity provider as the partner', () => {
  let alice: TestBrowser;
  beforeEach(async () => {
    alice = await openBrowserOf(world, 'alice');
    const { url } = await beginAtTokenService(world, alice, domain);
    const page = await signIn(alice, url.replace(/^[^?]*/, `${FS}/adfs/ls/`));
    expect(linkOn(await alice.submit(page), 'Continue')).toContain('/authorize/resume');
  });

  it('begun here ends the session there, and leads on', async () => {
    const url = await signOutAtTokenService(alice, 'https://app.example/bye');
    expect(url).toContain(`${FS}/adfs/ls/?SAMLRequest=`);
    const answer = locationOf(await alice.get(url));
    expect(answer).toContain(`${SRF}?SAMLResponse=`);
    const page = await alice.get(answer);
    expect([page.status, locationOf(page)]).toEqual([302, 'https://app.example/bye']);
    // Once: the answer leads nowhere a second time, and there is nobody left to tell at the partner.
    expect(codeOn(await alice.get(answer))).toBe('AADSTS90100');
    expect((await alice.get(`${FS}/adfs/saml/logout`)).text).toContain('You are signed out');
  });

  it('begun there ends the session here, tells its applications, and answers', async () => {
    const { id } = (await sessionOf(alice))!;
    const request = locationOf(await alice.get(`${FS}/adfs/saml/logout`));
    expect(request).toContain(`${SRF}?SAMLRequest=`);
    const page = await alice.get(request);
    expect(page.text).toContain(`<iframe src="https://app.example/signed-out?sid=${id}"`);
    expect((await world.directory.sessions.find(id))?.endedAt).toBe(NOW);
    expect(alice.cookie(LOGIN, SESSION_COOKIE)).toBeUndefined();
    expect((await alice.get(linkOn(page, 'Continue'))).text).toContain('You are signed out');
  });
});

describe('a partner’s logout request', () => {
  let browser: TestBrowser;
  let partner: XmlSigner;
  beforeEach(async () => {
    browser = openBrowser(world);
    partner = await world.signer();
    const { relayState } = await beginAtTokenService(world, browser, domain);
    const text = await responseOf(world, relayState, assertionOf(relayState));
    const fields = { SAMLResponse: Buffer.from(text).toString('base64'), RelayState: relayState };
    expect((await browser.post(SRF, Object.entries(fields))).status).toBe(200);
  });

  const requestOf = (changes: Partial<Parameters<typeof writeLogoutRequest>[0]> = {}) =>
    writeLogoutRequest({
      id: `_${crypto.randomUUID()}`,
      issueInstant: NOW,
      notOnOrAfter: NOW + 300,
      issuer: ISSUER_URI,
      destination: SRF,
      nameId: { format: NAME_ID_FORMATS.persistent, value: ALICE_IMMUTABLE_ID, spNameQualifier: undefined },
      sessionIndex: '_s',
      ...changes,
    });

  const post = (text: string, by = browser): Promise<Page> =>
    by.post(SRF, [
      ['SAMLRequest', Buffer.from(text).toString('base64')],
      ['RelayState', 'theirs'],
    ]);

  it('by HTTP-POST, signed in itself, ends the session, from whichever browser it comes', async () => {
    const { id } = (await sessionOf(browser))!;
    const page = await post((await signElement(world, requestOf())).text, openBrowser(world));
    expect(page.text).toContain(id);
    expect(await sessionOf(browser)).toBeUndefined();
    const answer = new URL(linkOn(page, 'Continue'));
    expect([answer.origin, answer.searchParams.get('RelayState')]).toEqual([FS, 'theirs']);
    expect(answer.searchParams.get('Signature')).not.toBeNull();
  });

  it('at the address of the tenant is taken too, and one without an index means every session', async () => {
    const url = `${LOGIN}/${CONTOSO_TENANT_ID}/saml2`;
    const { text } = requestOf({ destination: url, sessionIndex: undefined });
    const redirect = await writeRedirectUrl(
      url,
      { parameter: 'SAMLRequest', text, relayState: undefined },
      partner,
    );
    expect((await browser.get(redirect)).status).toBe(200);
    expect(await sessionOf(browser)).toBeUndefined();
  });

  it('without a signature is taken where that is let pass for the partner, once', async () => {
    const { text } = requestOf();
    const allowed = { ...domain, federation: { ...domain.federation!, allow: ['unsigned-logout' as const] } };
    await world.directory.domains.update(allowed);
    try {
      expect(linkOn(await post(text), 'Continue')).toContain(`${FS}/adfs/ls/?SAMLResponse=`);
      expect(await sessionOf(browser)).toBeUndefined();
      expect(codeOn(await post(text))).toBe('AADSTS90081');
    } finally {
      await world.directory.domains.update(domain);
    }
  });

  it('about nobody who is signed in is answered all the same, and ends nothing', async () => {
    const page = await post((await signElement(world, requestOf({ sessionIndex: '_other' }))).text);
    expect(locationOf(page)).toContain(`${FS}/adfs/ls/?SAMLResponse=`);
    expect(await sessionOf(browser)).toBeDefined();
  });

  it.each<[string, () => Promise<string>, string]>([
    ['without a signature', async () => requestOf().text, 'AADSTS76021'],
    [
      'signed by a stranger',
      async () => {
        const { privateKeyPem, certificate } = await createKey(world);
        const der = Buffer.from(privateKeyPem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
        return (
          await signElement(
            world,
            requestOf(),
            createXmlSigner({ privateKey: new Uint8Array(der), certificate }),
          )
        ).text;
      },
      'AADSTS76021',
    ],
    [
      'changed after it was signed',
      async () => (await signElement(world, requestOf())).text.replace('>_s<', '>_t<'),
      'AADSTS76021',
    ],
    [
      'of an unknown issuer',
      async () => (await signElement(world, requestOf({ issuer: 'urn:evil' }))).text,
      'AADSTS50107',
    ],
    [
      'for another place',
      async () => (await signElement(world, requestOf({ destination: 'https://evil.example/' }))).text,
      'AADSTS90081',
    ],
    [
      'that is too old',
      async () => (await signElement(world, requestOf({ issueInstant: NOW - 3600 }))).text,
      'AADSTS90081',
    ],
    [
      'that has ended',
      async () => (await signElement(world, requestOf({ notOnOrAfter: NOW - 301 }))).text,
      'AADSTS90081',
    ],
    [
      'with a DOCTYPE',
      async () => `<!DOCTYPE a>${(await signElement(world, requestOf())).text}`,
      'AADSTS90081',
    ],
    [
      'that names nobody',
      async () =>
        (await signElement(world, { text: requestOf().text.replace(/<saml:NameID.*<\/saml:NameID>/, '') }))
          .text,
      'AADSTS90081',
    ],
    [
      'that is an AuthnRequest',
      async () => requestOf().text.replaceAll('LogoutRequest', 'AuthnRequest'),
      'AADSTS90081',
    ],
  ])('%s ends nothing', async (_name, make, code) => {
    const page = await post(await make());
    expect([page.status, codeOn(page)]).toEqual([400, code]);
    expect(await sessionOf(browser)).toBeDefined();
    const { items } = await world.directory.signInLog.list({}, { limit: 1 });
    expect(items[0]).toMatchObject({ face: 'federated-assertion' });
  });

  it('is used once', async () => {
    const { text } = await signElement(world, requestOf({ sessionIndex: '_other' }));
    expect((await post(text)).status).toBe(302);
    expect(codeOn(await post(text))).toBe('AADSTS90081');
  });

  it('unsigned in the query, or with a query that was changed, ends nothing', async () => {
    const message = { parameter: 'SAMLRequest', text: requestOf().text, relayState: 'a' } as const;
    expect(codeOn(await browser.get(await writeRedirectUrl(SRF, message, undefined)))).toBe('AADSTS76021');
    const signed = await writeRedirectUrl(SRF, message, partner);
    expect(codeOn(await browser.get(signed.replace('RelayState=a', 'RelayState=b')))).toBe('AADSTS76021');
    expect(await sessionOf(browser)).toBeDefined();
  });

  describe('that is our own, answered', () => {
    const answerTo = async (
      url: string,
      changes: { inResponseTo?: string; signer?: XmlSigner | undefined },
    ) => {
      const relayState = new URL(url).searchParams.get('RelayState') ?? '';
      const { text } = writeResponse(
        {
          id: `_${crypto.randomUUID()}`,
          issueInstant: NOW,
          issuer: ISSUER_URI,
          destination: SRF,
          inResponseTo: changes.inResponseTo ?? '_x',
          status: SUCCESS,
        },
        [],
        'LogoutResponse',
      );
      return writeRedirectUrl(SRF, { parameter: 'SAMLResponse', text, relayState }, changes.signer);
    };

    it('by somebody else, to something else, or in another browser leads nowhere', async () => {
      const url = await signOutAtTokenService(browser, 'https://app.example/bye');
      expect(codeOn(await browser.get(await answerTo(url, { signer: undefined })))).toBe('AADSTS76021');
      browser = openBrowser(world);
      expect(codeOn(await browser.get(await answerTo(url, { signer: partner })))).toBe('AADSTS90100');
    });

    it('to another request leads nowhere', async () => {
      const url = await signOutAtTokenService(browser, 'https://app.example/bye');
      expect(codeOn(await browser.get(await answerTo(url, { signer: partner })))).toBe('AADSTS90100');
    });
  });

  it('is not sent when the domain names no address for it', async () => {
    const { signOutUri: _none, ...federation } = domain.federation!;
    await world.directory.domains.update({ ...domain, federation: { ...federation, signOutUri: undefined } });
    expect(await signOutAtTokenService(browser)).toBeUndefined();
    await world.directory.domains.update(domain);
  });

  it('is offered in our metadata, by both bindings', async () => {
    const { text } = await browser.get(`${LOGIN}/federationmetadata/saml20/federationmetadata.xml`);
    expect(text.match(/<md:SingleLogoutService /g)).toHaveLength(2);
  });
});
