import { createRandom, createXmlEncryptor } from '@signet/crypto';
import { encryptElement, SAML20, signEnveloped, writeSaml20Assertion, type XmlText, xml } from '@signet/xml';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Encryption, encryptAsPartner } from '../../../core/xml/tests/_encrypted.ts';
import { codeOn, linkOn, openBrowser, type Page, type TestBrowser } from '../../wsfed/tests/_browser.ts';
import { assertionOf, beginAtTokenService, signElement, speakSaml, wrap } from './_partner.ts';
import { createKey } from './_service-provider.ts';
import { createWorld, LOGIN, type World } from './_world.ts';

let world: World;
let domain: World['domain'];
let browser: TestBrowser;
/** As the partner finds it in our metadata. */
let certificate: Uint8Array;

beforeAll(async () => {
  world = await createWorld();
  domain = await speakSaml(world);
  const { text } = await openBrowser(world).get(`${LOGIN}/federationmetadata/saml20/federationmetadata.xml`);
  const base64 = /use="encryption">.*?X509Certificate>([^<]*)</.exec(text)?.[1] ?? '';
  certificate = new Uint8Array(Buffer.from(base64, 'base64'));
});

afterAll(() => world[Symbol.asyncDispose]());

beforeEach(() => {
  browser = openBrowser(world);
});

async function post(text: string, relayState: string): Promise<Page> {
  const fields = { SAMLResponse: Buffer.from(text).toString('base64'), RelayState: relayState };
  return browser.post(`${LOGIN}/login.srf`, Object.entries(fields));
}

/** A response that holds what `content` makes of the signed assertion, as text. */
async function postContent(content: (signed: string) => string | Promise<string>): Promise<Page> {
  const { relayState } = await beginAtTokenService(world, browser, domain);
  const { text } = await signElement(world, writeSaml20Assertion(assertionOf(relayState)));
  const response = wrap(relayState, []).text.replace(
    '</samlp:Response>',
    `${await content(text)}</samlp:Response>`,
  );
  return post(response, relayState);
}

function encryptedAssertion(text: string, encryption?: Encryption, to = certificate): string {
  return `<saml:EncryptedAssertion xmlns:saml="${SAML20.assertion}">${encryptAsPartner(text, to, encryption)}</saml:EncryptedAssertion>`;
}

async function detailOfNewest(): Promise<string> {
  const { items } = await world.directory.signInLog.list({}, { limit: 1 });
  return items[0]?.evidence.find(({ result }) => result === 'fail')?.detail ?? '';
}

describe('an encrypted assertion', () => {
  it.each<Encryption>([
    { cipher: 'aes128-gcm' },
    { cipher: 'aes256-gcm', hash: 'sha256' },
    { place: 'beside' },
  ])('signs in whom it names: %j', async (encryption) => {
    const page = await postContent((signed) => encryptedAssertion(signed, encryption));
    expect(linkOn(page, 'Continue')).toContain('/authorize/resume?handle=');
  });

  it('in a signed response is covered by that signature as it came', async () => {
    const { relayState } = await beginAtTokenService(world, browser, domain);
    const signed = await signElement(world, writeSaml20Assertion(assertionOf(relayState)));
    const encryptor = createXmlEncryptor(certificate, createRandom());
    const content = xml`<saml:EncryptedAssertion xmlns:saml="${SAML20.assertion}">${await encryptElement(signed, encryptor)}</saml:EncryptedAssertion>`;
    const whole = (await signElement(world, wrap(relayState, [content]))).text;
    expect((await post(whole, relayState)).status).toBe(200);
    const again = await beginAtTokenService(world, browser, domain);
    const changed = whole.replace('aes256-gcm', 'aes128-gcm');
    expect((await post(changed, again.relayState)).status).toBe(400);
  });

  it('is still opened when the key was replaced meanwhile', async () => {
    world.clock.advance(1);
    await world.serviceProvider.decryptionKeys.replace(world.clock.now());
    const page = await postContent((signed) => encryptedAssertion(signed));
    expect(page.status).toBe(200);
    const next = await world.serviceProvider.decryptionKeys.current(world.clock.now());
    expect(Buffer.from(next.certificate).equals(certificate)).toBe(false);
  });

  it.each<[string, (signed: string) => string | Promise<string>, RegExp]>([
    ['nobody signed', (signed) => encryptedAssertion(bare(signed)), /signature-missing|no signature/],
    [
      'was changed after it was signed',
      (signed) => encryptedAssertion(signed.replace('alice@', 'bob@')),
      /changed after it was signed/,
    ],
    [
      'somebody else encrypted for',
      async (signed) => {
        const { certificate: other } = await createKey(world);
        return encryptedAssertion(signed, {}, other);
      },
      /cannot be opened with any key/,
    ],
    ['is encrypted twice', (signed) => encryptedAssertion(encryptedAssertion(signed)), /no assertion/],
    ['stands beside another', (signed) => encryptedAssertion(signed) + signed, /two assertions/],
    ['stands there twice', (signed) => encryptedAssertion(signed) + encryptedAssertion(signed), /twice/],
    [
      'is encrypted without authentication',
      (signed) => encryptedAssertion(signed).replace('2009/xmlenc11#aes256-gcm', '2001/04/xmlenc#aes256-cbc'),
      /aes256-cbc is not accepted/,
    ],
    [
      'has its key by RSA 1.5',
      (signed) => encryptedAssertion(signed).replace('rsa-oaep-mgf1p', 'rsa-1_5'),
      /rsa-1_5 is not accepted/,
    ],
    [
      'wraps the signed one',
      (signed) =>
        encryptedAssertion(
          `${bare(signed)
            .replace(/ ID="[^"]*"/, ' ID="_evil"')
            .replace('alice@', 'bob@')
            .replace('</saml:Assertion>', '')}${signed}</saml:Assertion>`,
        ),
      /signature/,
    ],
    [
      'has the ID of another element',
      (signed) =>
        encryptedAssertion(
          signed.replace('<saml:Subject>', `<saml:Subject ID="${/ ID="([^"]*)"/.exec(signed)?.[1]}">`),
        ),
      /stands twice/,
    ],
  ])('is refused that %s', async (_name, content, detail) => {
    const page = await postContent(content);
    expect([page.status, page.headers.get('set-cookie')]).toEqual([400, null]);
    expect(codeOn(page)).toMatch(/^AADSTS(50006|50008)$/);
    expect(await detailOfNewest()).toMatch(detail);
  });
});

describe('an encrypted NameID', () => {
  it('names its person where the assertion around it is signed', async () => {
    const page = await postWithEncryptedId((name) => name);
    expect(linkOn(page, 'Continue')).toContain('/authorize/resume?handle=');
  });

  it('of another element than a NameID names nobody', async () => {
    const page = await postWithEncryptedId(
      () => `<saml:Issuer xmlns:saml="${SAML20.assertion}">x</saml:Issuer>`,
    );
    expect(codeOn(page)).toBe('AADSTS50008');
  });

  it('that was put into a signed assertion breaks the signature', async () => {
    const page = await postContent((signed) => signed.replace(/<saml:NameID.*<\/saml:NameID>/, encryptedId));
    expect(codeOn(page)).toBe('AADSTS50006');
  });
});

const encryptedId = (name: string): string =>
  `<saml:EncryptedID xmlns:saml="${SAML20.assertion}">${encryptAsPartner(name, certificate)}</saml:EncryptedID>`;

async function postWithEncryptedId(change: (name: string) => string): Promise<Page> {
  const { relayState } = await beginAtTokenService(world, browser, domain);
  const written = writeSaml20Assertion(assertionOf(relayState));
  const encrypted: XmlText = {
    ...written,
    text: written.text.replace(/<saml:NameID.*<\/saml:NameID>/, (name) =>
      encryptedId(
        change(
          name
            .replace('<saml:NameID', `<saml:NameID xmlns:saml="${SAML20.assertion}"`)
            .replace(/( xmlns:saml="[^"]*")(.*?)\1/, '$1$2'),
        ),
      ),
    ),
  };
  const signed = await signEnveloped(encrypted, {
    signer: await world.signer(),
    crypto: world.serviceProvider.xmlCrypto,
    idAttribute: 'ID',
    position: 'after-first',
  });
  return post(wrap(relayState, [signed]).text, relayState);
}

function bare(assertion: string): string {
  return assertion.replace(/<ds:Signature .*<\/ds:Signature>/, '');
}
