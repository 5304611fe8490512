import { deflateRawSync } from 'node:zlib';
import { parseXml, verifyEnvelopedSignature } from '@signet/xml';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeOn, formOn, linkOn, locationOf, type TestBrowser } from '../../wsfed/tests/_browser.ts';
import { openBrowserOf, PROMPT_LINK } from '../../wsfed/tests/_journey.ts';
import { ALICE_IMMUTABLE_ID } from '../../wsfed/tests/_responses.ts';
import { CLAIMS } from '../src/vocabulary.ts';
import { createKey, openServiceProvider, signIn, validate } from './_service-provider.ts';
import { addTrust, createWorld, FS, ISSUER_URI, NOW, type World } from './_world.ts';

let world: World;
let alice: TestBrowser;

beforeAll(async () => {
  // node-saml asks the system for the time; the world stands at its own.
  vi.useFakeTimers({ toFake: ['Date'], now: NOW * 1000 });
  world = await createWorld();
  alice = await openBrowserOf(world, 'alice');
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  vi.useRealTimers();
});

describe('a sign-in that node-saml begins', () => {
  it('ends in an assertion that node-saml accepts, with the claims that revocation needs', async () => {
    await addTrust(world, 'plain');
    const sp = await openServiceProvider(world, 'plain');
    const url = await sp.getAuthorizeUrlAsync('relay "state"', undefined, {});
    const { action, fields } = formOn(await signIn(alice, url));
    expect([action, fields.get('RelayState')]).toEqual(['https://plain.example/acs', 'relay "state"']);
    const profile = await validate(sp, fields.get('SAMLResponse') ?? '');
    expect(profile).toMatchObject({
      issuer: ISSUER_URI,
      nameID: 'alice@contoso.example',
      nameIDFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
      [CLAIMS.userPrincipalName]: 'alice@contoso.example',
      [CLAIMS.immutableId]: ALICE_IMMUTABLE_ID,
      [CLAIMS.issuer]: world.pki.issuing.subject,
    });
    expect(profile[CLAIMS.serialNumber]).toMatch(/^[0-9A-F]+$/);
    expect(profile.sessionIndex).toMatch(/^_/);
    await expect(validate(sp, fields.get('SAMLResponse') ?? '')).rejects.toThrow('InResponseTo');
  });

  it.each(['redirect', 'post'] as const)(
    'signs both, encrypts, and checks requests signed for %s',
    async (binding) => {
      const key = await createKey(world);
      const name = `encrypted-${binding}`;
      await addTrust(world, name, {
        signingCertificates: [key.certificate],
        encryptionCertificate: key.certificate,
        unsignedRequests: 'refused',
        signedParts: 'assertion-and-message',
        nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      });
      const sp = await openServiceProvider(world, name, {
        privateKey: key.privateKeyPem,
        decryptionPvk: key.privateKeyPem,
        wantAuthnResponseSigned: true,
        ...(binding === 'post' && { authnRequestBinding: 'HTTP-POST', skipRequestCompression: true }),
      });
      const page = await (binding === 'redirect'
        ? signIn(alice, await sp.getAuthorizeUrlAsync('state', undefined, {}))
        : postForm(await sp.getAuthorizeFormAsync('state')));
      const samlResponse = formOn(page).fields.get('SAMLResponse') ?? '';
      expect(Buffer.from(samlResponse, 'base64').toString()).not.toContain('alice');
      const profile = await validate(sp, samlResponse);
      expect(profile.nameID).toMatch(/^[\w-]{43}$/);
      expect(profile[CLAIMS.userPrincipalName]).toBe('alice@contoso.example');
    },
  );
});

describe('an AuthnRequest', () => {
  beforeAll(() =>
    addTrust(world, 'asks', {
      assertionConsumerServices: [
        { location: 'https://asks.example/acs', index: 0, isDefault: false },
        { location: 'https://asks.example/second', index: 5, isDefault: true },
      ],
    }),
  );

  it.each([
    ['no class', '', 200],
    ['TLSClient', requestedContext('exact', 'TLSClient'), 302],
    ['X509', requestedContext('exact', 'X509'), 302],
    ['any class', requestedContext('exact', 'unspecified'), 200],
    ['at least a password', requestedContext('minimum', 'Password'), 200],
    ['better than TLSClient', requestedContext('better', 'TLSClient'), 302],
    ['at most X509', requestedContext('maximum', 'X509'), 302],
  ])('for %s leads to the certificate', async (_name, inner, status) => {
    expect((await alice.get(await requestUrl({ inner }))).status).toBe(status);
  });

  it.each([
    ['a password', { inner: requestedContext('exact', 'Password') }, 'Responder', 'NoAuthnContext'],
    ['better than X509', { inner: requestedContext('better', 'X509') }, 'Responder', 'NoAuthnContext'],
    ['at most a password', { inner: requestedContext('maximum', 'Password') }, 'Responder', 'NoAuthnContext'],
    ['a class nobody knows', { inner: requestedContext('minimum', 'Retina') }, 'Responder', 'NoAuthnContext'],
    ['no page', { attributes: 'IsPassive="true"' }, 'Responder', 'NoPassive'],
    [
      'a name of Kerberos',
      { inner: '<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos"/>' },
      'Requester',
      'InvalidNameIDPolicy',
    ],
    [
      'a name for somebody else',
      { inner: '<samlp:NameIDPolicy SPNameQualifier="urn:other"/>' },
      'Requester',
      'InvalidNameIDPolicy',
    ],
    [
      'an artifact',
      { attributes: 'ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"' },
      'Requester',
      'UnsupportedBinding',
    ],
  ])('that asks for %s is told why not, signed and in the log', async (_name, parts, first, second) => {
    const page = await alice.get(await requestUrl(parts));
    const { action, fields } = formOn(page);
    expect([action, fields.get('RelayState')]).toEqual(['https://asks.example/second', 'state']);
    const text = Buffer.from(fields.get('SAMLResponse') ?? '', 'base64').toString();
    expect(text).toMatch(new RegExp(`status:${first}"><samlp:StatusCode Value="[^"]*status:${second}"`));
    expect(text).not.toContain('Assertion>');
    const document = parseXml(text);
    const { certificate } = await world.keyRing.current(NOW);
    const keys = [{ id: 'signing', certificate }];
    expect(
      verifyEnvelopedSignature(document, { document, keys, crypto: world.relyingParty.xmlCrypto }).status,
    ).toBe('verified');
    const { items } = await world.directory.signInLog.list({}, { limit: 1 });
    expect(items[0]).toMatchObject({ face: 'federation-server', code: expect.not.stringMatching('success') });
  });

  it('is answered where its index says', async () => {
    const page = await signIn(alice, await requestUrl({ attributes: 'AssertionConsumerServiceIndex="0"' }));
    expect(formOn(page).action).toBe('https://asks.example/acs');
  });

  it.each([
    ['an unknown sender', { issuer: 'https://evil.example' }, 'AADSTS700016'],
    [
      'another address',
      { attributes: 'AssertionConsumerServiceURL="https://evil.example/acs"' },
      'AADSTS50011',
    ],
    [
      'an address below a registered one',
      { attributes: 'AssertionConsumerServiceURL="https://asks.example/acs/x"' },
      'AADSTS50011',
    ],
    ['an unknown index', { attributes: 'AssertionConsumerServiceIndex="9"' }, 'AADSTS50011'],
    ['another destination', { attributes: 'Destination="https://fs.evil.example/adfs/ls/"' }, 'AADSTS90081'],
    ['an old time', { issueInstant: '2026-11-23T08:00:00Z' }, 'AADSTS90081'],
    ['a future time', { issueInstant: '2026-11-23T10:00:00Z' }, 'AADSTS90081'],
    ['a DOCTYPE', { prolog: '<!DOCTYPE x [<!ENTITY e "x">]>' }, 'AADSTS90081'],
    ['a comment', { inner: '<!-- x -->' }, 'AADSTS90081'],
    ['two name policies', { inner: '<samlp:NameIDPolicy/><samlp:NameIDPolicy/>' }, 'AADSTS90081'],
    ['another version', { version: '1.1' }, 'AADSTS90081'],
  ])('of or with %s ends on a page and leads nowhere', async (_name, parts, code) => {
    const page = await alice.get(await requestUrl(parts));
    expect([page.status, codeOn(page), locationOf(page)]).toEqual([400, code, '']);
    expect(page.text).not.toContain('evil.example');
  });

  it('that inflates to megabytes is refused, and so is one that is no DEFLATE', async () => {
    const bomb = deflateRawSync(Buffer.alloc(50_000_000, ' ')).toString('base64');
    const page = await alice.post(`${FS}/adfs/ls/`, [['SAMLRequest', bomb]]);
    expect(codeOn(page)).toBe('AADSTS90081');
    expect(codeOn(await alice.get(`${FS}/adfs/ls/?SAMLRequest=${encodeURIComponent(bomb)}`))).toBe(
      'AADSTS90081',
    );
    expect(codeOn(await alice.get(`${FS}/adfs/ls/?SAMLRequest=AAAA`))).toBe('AADSTS90081');
    expect(codeOn(await alice.get(`${FS}/adfs/ls/?SAMLRequest=AAAA&SAMLResponse=AAAA`))).toBe('AADSTS90081');
  });

  it('of a disabled trust is answered like that of an unknown one', async () => {
    await addTrust(world, 'disabled', { state: 'disabled' });
    const page = await alice.get(await requestUrl({ issuer: 'https://disabled.example/metadata' }));
    expect(codeOn(page)).toBe('AADSTS700016');
  });

  it('is refused when its signature is missing, of another key, or over something else', async () => {
    const key = await createKey(world);
    await addTrust(world, 'signs', { signingCertificates: [key.certificate], unsignedRequests: 'refused' });
    const privateKey = (await createKey(world)).privateKeyPem;
    const good = await openServiceProvider(world, 'signs', { privateKey: key.privateKeyPem });
    const forger = await openServiceProvider(world, 'signs', { privateKey });
    const unsigned = await openServiceProvider(world, 'signs');
    const url = await good.getAuthorizeUrlAsync('state', undefined, {});
    const bad = [
      await unsigned.getAuthorizeUrlAsync('state', undefined, {}),
      await forger.getAuthorizeUrlAsync('state', undefined, {}),
      url.replace('RelayState=state', 'RelayState=other'),
      url.replace('rsa-sha256', 'rsa-sha1'),
      url.replace(/&Signature=[^&]*/, ''),
    ];
    for (const each of bad) expect(codeOn(await alice.get(each))).toMatch(/AADSTS(76021|90081)/);
    expect((await alice.get(url)).status).toBe(200);
  });

  it('cannot be finished in another browser, nor twice', async () => {
    const prompt = await alice.get(await requestUrl());
    const result = await alice.get(linkOn(prompt, PROMPT_LINK));
    const bob = await openBrowserOf(world, 'bob');
    expect(codeOn(await bob.submit(result))).toBe('AADSTS90100');
    expect(formOn(await alice.submit(result)).fields.has('SAMLResponse')).toBe(true);
    expect(codeOn(await alice.submit(result))).toBe('AADSTS90100');
  });

  it('brings RelayState back unchanged and inert', async () => {
    const relayState = `"><script>alert('x')</script>`;
    const page = await signIn(alice, await requestUrl({ relayState }));
    expect(formOn(page).fields.get('RelayState')).toBe(relayState);
    expect(page.text).not.toContain('<script>alert');
  });

  it('is not needed: a sign-in begins here for loginToRp', async () => {
    const url = `${FS}/adfs/ls/idpinitiatedsignon.htm?loginToRp=${encodeURIComponent('https://asks.example/metadata')}`;
    const { action, fields } = formOn(await signIn(alice, url));
    expect(action).toBe('https://asks.example/second');
    expect(Buffer.from(fields.get('SAMLResponse') ?? '', 'base64').toString()).not.toContain('InResponseTo');
    expect(codeOn(await alice.get(`${FS}/adfs/ls/idpinitiatedsignon.aspx`))).toBe('AADSTS700016');
  });
});

interface RequestParts {
  readonly issuer?: string;
  readonly issueInstant?: string;
  readonly attributes?: string;
  readonly inner?: string;
  readonly prolog?: string;
  readonly version?: string;
  readonly relayState?: string;
}

async function requestUrl(parts: RequestParts = {}): Promise<string> {
  const {
    issuer = 'https://asks.example/metadata',
    issueInstant = '2026-11-23T09:00:00Z',
    version = '2.0',
  } = parts;
  const text = `${parts.prolog ?? ''}<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
    ID="_${crypto.randomUUID()}" Version="${version}" IssueInstant="${issueInstant}" ${parts.attributes ?? ''}><saml:Issuer
    xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${issuer}</saml:Issuer>${parts.inner ?? ''}</samlp:AuthnRequest>`;
  const query = {
    SAMLRequest: deflateRawSync(text).toString('base64'),
    RelayState: parts.relayState ?? 'state',
  };
  return `${FS}/adfs/ls/?${new URLSearchParams(query)}`;
}

function requestedContext(comparison: string, name: string): string {
  return `<samlp:RequestedAuthnContext Comparison="${comparison}"><saml:AuthnContextClassRef
    xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">urn:oasis:names:tc:SAML:2.0:ac:classes:${name}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>`;
}

async function postForm(html: string) {
  const page = await alice.submit({
    status: 200,
    headers: new Headers(),
    text: rewrite(html),
    url: 'node-saml',
  });
  return alice.submit(await alice.get(linkOn(page, PROMPT_LINK)));
}

/** node-saml writes its form in another way than our pages. */
function rewrite(html: string): string {
  return html.replace(
    /<input type="hidden" name="([^"]*)" value="([^"]*)"\s*\/?>/g,
    '<input type="hidden" name="$1" value="$2" />',
  );
}
