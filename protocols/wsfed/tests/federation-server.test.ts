import { CLAIMS } from '@signet/federation';
import {
  attributeOf,
  childElements,
  isNamed,
  parseXml,
  readAssertion,
  SAML11,
  textOf,
  verifyEnvelopedSignature,
  type XmlElement,
} from '@signet/xml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NAMESPACES } from '../src/vocabulary.ts';
import { codeOn, formOn, linkOn, locationOf, openBrowser, type TestBrowser } from './_browser.ts';
import { issueCertificateOf, openBrowserOf, PROMPT_LINK, signInAtFederationServer } from './_journey.ts';
import { createWorld, FS, INTRANET, ISSUER_URI, LOGIN, NOW, type World } from './_world.ts';

let world: World;
let alice: TestBrowser;

beforeAll(async () => {
  world = await createWorld();
  alice = await openBrowserOf(world, 'alice');
});

afterAll(() => world[Symbol.asyncDispose]());

function requestUrl(parameters: Readonly<Record<string, string>> = {}): string {
  const all = { wa: 'wsignin1.0', wtrealm: 'urn:contoso:intranet', ...parameters };
  return `${FS}/adfs/ls/?${new URLSearchParams(all)}`;
}

async function newestLogEntry() {
  const { items } = await world.directory.signInLog.list({}, { limit: 1 });
  return items[0];
}

function findAll(element: XmlElement, namespaceUri: string, localName: string): XmlElement[] {
  const below = childElements(element).flatMap((child) => findAll(child, namespaceUri, localName));
  return isNamed(element, namespaceUri, localName) ? [element, ...below] : below;
}

describe('the answer to wsignin1.0', () => {
  it('is the form that MSIdentityTools reads, with wctx left out when none came', async () => {
    const page = await signInAtFederationServer(alice, requestUrl());
    expect(page.text.indexOf('<input')).toBe(
      page.text.indexOf('<input type="hidden" name="wa" value="wsignin1.0" />'),
    );
    expect(page.text).toMatch(/<input type="hidden" name="wresult" value="(.+)" \/><noscript>/);
    expect([...formOn(page).fields.keys()]).toEqual(['wa', 'wresult']);
    expect(page.headers.get('cache-control')).toBe('no-store');
    // Chromium holds what the relying party redirects to against form-action, so none is given.
    expect(page.headers.get('content-security-policy')).not.toContain('form-action');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('carries a signed assertion with the claims that revocation needs', async () => {
    const certificate = await issueCertificateOf(world, 'alice');
    const browser = openBrowser(world, [certificate.certificate, world.pki.issuing.certificate]);
    const { fields } = formOn(await signInAtFederationServer(browser, requestUrl()));
    const document = parseXml(fields.get('wresult') ?? '');
    const [token] = findAll(document, SAML11.assertion, 'Assertion');
    const { certificate: signing } = await world.keyRing.current(NOW);
    const verdict = verifyEnvelopedSignature(token as XmlElement, {
      document,
      keys: [{ id: 'signing', certificate: signing }],
      crypto: world.federationServer.xmlCrypto,
    });
    if (verdict.status !== 'verified') throw new Error(verdict.code);
    const assertion = readAssertion(verdict.element);
    const immutableId = 'wCcFAAAAQACAAAAAAAABAg==';
    expect(assertion).toMatchObject({
      issuer: ISSUER_URI,
      conditions: { notBefore: NOW, notOnOrAfter: NOW + 3600, audiences: ['urn:contoso:intranet'] },
      nameIdentifier: { format: SAML11.unspecifiedFormat, value: immutableId },
      authenticationMethod: 'urn:ietf:rfc:2246',
      authenticationInstant: NOW,
    });
    const serial = assertion.attributes.get(CLAIMS.serialNumber)?.[0] ?? '';
    expect(BigInt(`0x${serial}`)).toBe(BigInt(`0x${certificate.serialNumber}`));
    expect(Object.fromEntries(assertion.attributes)).toEqual({
      [CLAIMS.userPrincipalName]: ['alice@contoso.example'],
      [CLAIMS.immutableId]: [immutableId],
      [CLAIMS.authenticationMethodsReferences]: [
        'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/tlsclient',
      ],
      [CLAIMS.serialNumber]: [serial],
      [CLAIMS.issuer]: [world.pki.issuing.subject],
    });
  });

  it.each([
    `"><script>alert('x')</script>`,
    'LoginOptions=3&estsredirect=2&estsrequest=a%3Db+c',
    "'",
    'é😀',
    '',
  ])('brings wctx %j back unchanged and inert', async (wctx) => {
    const page = await signInAtFederationServer(alice, requestUrl({ wctx }));
    expect(formOn(page).fields.get('wctx')).toBe(wctx);
    expect(page.text).not.toContain('<script>alert');
  });

  it('goes to a wreply below the registered address', async () => {
    const page = await signInAtFederationServer(alice, requestUrl({ wreply: `${INTRANET}/deep?x=1` }));
    expect(formOn(page).action).toBe(`${INTRANET}/deep?x=1`);
  });

  it('takes the request by POST too, parameters in the body or in the query', async () => {
    const body = new URLSearchParams(new URL(requestUrl()).search);
    expect((await alice.post(`${FS}/adfs/ls/`, body)).text).toContain('Intranet');
    const fields = [
      ['UserName', 'alice'],
      ['AuthMethod', 'FormsAuthentication'],
    ] as const;
    expect((await alice.post(requestUrl(), fields)).text).toContain('Intranet');
  });

  it.each([
    'urn:ietf:rfc:2246',
    'urn:oasis:names:tc:SAML:1.0:am:X509-PKI',
    'urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient',
    'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/tlsclient',
    'https://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/x509',
  ])('leaves the page out for wauth %s', async (wauth) => {
    expect((await alice.get(requestUrl({ wauth }))).status).toBe(302);
  });

  it.each([
    'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password',
    'urn:oasis:names:tc:SAML:1.0:am:password',
    'urn:federation:authentication:windows',
    'urn:made-up',
  ])('refuses wauth %s', async (wauth) => {
    const page = await alice.get(requestUrl({ wauth, wfresh: '0' }));
    expect([page.status, codeOn(page), locationOf(page)]).toEqual([400, 'AADSTS50012', '']);
    expect(await newestLogEntry()).toMatchObject({
      code: 'authentication-method-unsupported',
      face: 'federation-server',
    });
  });

  it('offers help beside the link', async () => {
    const page = await alice.get(requestUrl({ username: 'alice@contoso.example' }));
    expect(linkOn(page, PROMPT_LINK)).toMatch(
      /^https:\/\/certauth\.fs\.contoso\.example\/adfs\/ls\/certauth\?handle=/,
    );
    expect(page.text).toContain('Help with certificates');
  });
});

describe('a sign-in request that is not ours to answer', () => {
  it.each([
    ['an unknown wtrealm', { wtrealm: 'urn:evil' }, 'AADSTS700016'],
    ['a wtrealm in other letters', { wtrealm: 'URN:contoso:intranet' }, 'AADSTS700016'],
    ['a wreply of another host', { wreply: 'https://evil.example/app' }, 'AADSTS50011'],
    ['a wreply of another relying party', { wreply: `${LOGIN}/login.srf` }, 'AADSTS50011'],
    ['a wreply by http', { wreply: 'http://intranet.contoso.example/app' }, 'AADSTS50011'],
    [
      'a wreply that only begins alike',
      { wreply: 'https://intranet.contoso.example/application' },
      'AADSTS50011',
    ],
    ['a wreply that climbs', { wreply: `${INTRANET}/../evil` }, 'AADSTS50011'],
    ['a wreply that climbs in disguise', { wreply: `${INTRANET}/..%2fevil` }, 'AADSTS50011'],
    [
      'a wreply with credentials',
      { wreply: 'https://intranet.contoso.example@evil.example/app' },
      'AADSTS50011',
    ],
    ['a wreply with another port', { wreply: 'https://intranet.contoso.example:8443/app' }, 'AADSTS50011'],
    ['a wreply that is a script', { wreply: 'javascript:alert(1)' }, 'AADSTS50011'],
    ['a wreply that is no URL', { wreply: '/app' }, 'AADSTS50011'],
    ['a wctx of megabytes', { wctx: 'x'.repeat(8193) }, 'AADSTS90081'],
    ['an unknown wa', { wa: 'wattr1.0' }, 'AADSTS90081'],
  ])('refuses %s with a page and no redirect', async (_name, parameters: Record<string, string>, code) => {
    const page = await alice.get(requestUrl(parameters));
    expect([page.status, codeOn(page), locationOf(page)]).toEqual([400, code, '']);
    expect(page.text).not.toContain('evil.example');
  });

  it('refuses a request without parameters, and one that says things twice', async () => {
    expect(codeOn(await alice.get(`${FS}/adfs/ls`))).toBe('AADSTS90081');
    expect(codeOn(await alice.get(`${requestUrl()}&wtrealm=urn:evil`))).toBe('AADSTS90081');
  });

  it('refuses a handle that nobody gave out', async () => {
    const page = await alice.get('https://certauth.fs.contoso.example/adfs/ls/certauth?handle=made-up');
    expect([page.status, codeOn(page)]).toEqual([400, 'AADSTS90100']);
    expect(codeOn(await alice.post(`${FS}/adfs/ls/`, [['result', 'made-up']]))).toBe('AADSTS90100');
  });
});

describe('sign-out', () => {
  it('tells the relying parties that this browser was signed in to, and forgets them', async () => {
    const browser = await openBrowserOf(world, 'bob');
    expect((await browser.get(`${FS}/adfs/ls/?wa=wsignout1.0`)).text).not.toContain('<iframe');
    await signInAtFederationServer(browser, requestUrl());
    await signInAtFederationServer(browser, requestUrl({ wtrealm: 'urn:federation:MicrosoftOnline' }));
    const page = await browser.get(`${FS}/adfs/ls/?wa=wsignout1.0`);
    const frames = [...page.text.matchAll(/<iframe src="([^"]*)"/g)].map(([, src]) => src);
    expect(frames).toEqual([`${LOGIN}/login.srf?wa=wsignoutcleanup1.0`, `${INTRANET}?wa=wsignoutcleanup1.0`]);
    expect(page.headers.get('content-security-policy')).toContain(
      `frame-src ${LOGIN} https://intranet.contoso.example`,
    );
    expect((await browser.get(`${FS}/adfs/ls/?wa=wsignout1.0`)).text).not.toContain('<iframe');
  });

  it('offers the way back to a registered address only', async () => {
    const url = `${FS}/adfs/ls/?wa=wsignout1.0&wreply=`;
    expect((await alice.get(url + encodeURIComponent(`${INTRANET}/bye`))).text).toContain(`${INTRANET}/bye`);
    expect((await alice.get(`${url}https://evil.example/`)).text).not.toContain('evil.example');
  });

  it('leads by itself back to who cleans up then, after the others were told', async () => {
    const browser = await openBrowserOf(world, 'bob');
    await signInAtFederationServer(browser, requestUrl({ wtrealm: 'urn:federation:MicrosoftOnline' }));
    const back = `${LOGIN}/login.srf?wa=wsignoutcleanup1.0&wctx=h`;
    const url = `${FS}/adfs/ls/?wa=wsignout1.0&wreply=${encodeURIComponent(back)}`;
    const alone = await browser.get(url);
    expect([alone.status, alone.headers.get('location')]).toEqual([302, back]);
    await signInAtFederationServer(browser, requestUrl());
    const page = await browser.get(url);
    expect(page.text).toContain(`<iframe src="${INTRANET}?wa=wsignoutcleanup1.0"`);
    expect(page.text).not.toContain(`<iframe src="${LOGIN}`);
    expect(page.text).toContain(`id="next" href="${back.replace('&', '&amp;')}"`);
  });

  it('answers a clean-up with nothing', async () => {
    expect((await alice.get(`${FS}/adfs/ls/?wa=wsignoutcleanup1.0`)).status).toBe(204);
  });
});

describe('FederationMetadata.xml', () => {
  it('is signed and names issuer, passive endpoint and every published key', async () => {
    const page = await alice.get(`${FS}/FederationMetadata/2007-06/FederationMetadata.xml`);
    expect(page.headers.get('content-type')).toBe('application/samlmetadata+xml');
    const document = parseXml(page.text);
    const { certificate } = await world.keyRing.current(NOW);
    const verdict = verifyEnvelopedSignature(document, {
      document,
      keys: [{ id: 'signing', certificate }],
      crypto: world.federationServer.xmlCrypto,
    });
    if (verdict.status !== 'verified') throw new Error(verdict.code);
    expect(attributeOf(verdict.element, 'entityID')).toBe(ISSUER_URI);
    const roles = findAll(verdict.element, NAMESPACES.metadata, 'RoleDescriptor');
    expect(roles.map((each) => attributeOf(each, 'type', NAMESPACES.schemaInstance))).toEqual([
      'fed:ApplicationServiceType',
      'fed:SecurityTokenServiceType',
    ]);
    const role = roles[1];
    expect(role?.namespaces.get('fed')).toBe(NAMESPACES.federation);
    // Of this face alone: no SAML 2.0, no WS-Trust.
    const offered = findAll(verdict.element, NAMESPACES.federation, 'TokenType');
    expect(offered.map((each) => attributeOf(each, 'Uri'))).toEqual([SAML11.assertion]);
    expect(findAll(verdict.element, NAMESPACES.metadataExchange, 'MetadataReference')).toEqual([]);
    const [endpoint] = findAll(verdict.element, NAMESPACES.federation, 'PassiveRequestorEndpoint');
    expect(findAll(endpoint as XmlElement, NAMESPACES.addressing, 'Address').map(textOf)).toEqual([
      `${FS}/adfs/ls/`,
    ]);
    const published = await world.keyRing.published(NOW);
    expect(findAll(role as XmlElement, NAMESPACES.signature, 'X509Certificate').map(textOf)).toEqual(
      published.map((key) => Buffer.from(key.certificate).toString('base64')),
    );
  });
});
