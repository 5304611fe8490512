import { PARTNER_RELAXATIONS, type PartnerRelaxation } from '@signet/identity';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { NAME_ID_FORMATS, parseXml, type Saml20Assertion, writeSaml20Assertion } from '@signet/xml';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  codeOn,
  formOn,
  linkOn,
  openBrowser,
  type Page,
  type TestBrowser,
} from '../../wsfed/tests/_browser.ts';
import { openBrowserOf } from '../../wsfed/tests/_journey.ts';
import { unescapeImmutableId } from '../src/service-provider/claims.ts';
import { CLAIMS, STATUS } from '../src/vocabulary.ts';
import { assertionOf, beginAtTokenService, responseOf, signElement, speakSaml, wrap } from './_partner.ts';
import { signIn } from './_service-provider.ts';
import { addTrust, createWorld, FS, ISSUER_URI, LOGIN, NOW, type World } from './_world.ts';

let world: World;
let domain: World['domain'];
let browser: TestBrowser;

beforeAll(async () => {
  world = await createWorld();
  domain = await speakSaml(world);
});

afterAll(() => world[Symbol.asyncDispose]());

beforeEach(() => {
  browser = openBrowser(world);
});

const begin = () => beginAtTokenService(world, browser, domain);

async function post(text: string, relayState: string, by = browser): Promise<Page> {
  const samlResponse = Buffer.from(text).toString('base64');
  return by.post(
    `${LOGIN}/login.srf`,
    Object.entries({ SAMLResponse: samlResponse, RelayState: relayState }),
  );
}

async function postAssertion(change: (relayState: string) => Partial<Saml20Assertion>): Promise<Page> {
  const { relayState } = await begin();
  return post(await responseOf(world, relayState, assertionOf(relayState, change(relayState))), relayState);
}

async function newestLogEntry() {
  const { items } = await world.directory.signInLog.list({}, { limit: 1 });
  return items[0];
}

describe('a SAMLResponse at /login.srf', () => {
  it('signs in whom the assertion names and leads on', async () => {
    const page = await postAssertion(() => ({}));
    expect(linkOn(page, 'Continue')).toMatch(/^\/organizations\/oauth2\/v2\.0\/authorize\/resume\?handle=/);
    expect(page.headers.get('set-cookie')).toMatch(/^__Host-signet-session=/);
    expect(await newestLogEntry()).toMatchObject({ face: 'federated-assertion', code: 'success' });
  });

  it('is taken at the address of the tenant too', async () => {
    const { relayState } = await begin();
    const url = `${LOGIN}/${CONTOSO_TENANT_ID}/saml2`;
    const { subjectConfirmation } = assertionOf(relayState);
    const assertion = assertionOf(relayState, {
      subjectConfirmation: { ...subjectConfirmation, recipient: url },
    });
    const text = (await responseOf(world, relayState, assertion)).replace(`${LOGIN}/login.srf`, url);
    const fields = { SAMLResponse: Buffer.from(text).toString('base64'), RelayState: relayState };
    expect((await browser.post(url, Object.entries(fields))).status).toBe(200);
  });

  it('is good once, for one request, in the browser that began', async () => {
    const { relayState } = await begin();
    const text = await responseOf(world, relayState);
    expect(codeOn(await post(text, relayState, openBrowser(world)))).toBe('AADSTS90100');
    expect((await post(text, relayState)).status).toBe(200);
    expect(codeOn(await post(text, relayState))).toBe('AADSTS90100');
    const again = await begin();
    expect(codeOn(await post(text, again.relayState))).toBe('AADSTS50008');
    expect(codeOn(await post(text, 'made-up'))).toBe('AADSTS90100');
  });

  it('refuses an assertion that was used before', async () => {
    const assertion = await postedTwice();
    expect(codeOn(assertion)).toBe('AADSTS50008');
    expect(await newestLogEntry()).toMatchObject({ code: 'assertion-replayed' });
  });

  it.each<[string, (relayState: string) => Partial<Saml20Assertion>, string]>([
    ['another audience', () => conditions({ audiences: ['urn:other'] }), 'AADSTS50008'],
    [
      'two audiences',
      () => conditions({ audiences: ['urn:federation:MicrosoftOnline', 'urn:other'] }),
      'AADSTS50008',
    ],
    [
      'an end in the past',
      () => conditions({ notBefore: NOW - 7200, notOnOrAfter: NOW - 3600 }),
      'AADSTS50008',
    ],
    ['a beginning in the future', () => conditions({ notBefore: NOW + 600 }), 'AADSTS50008'],
    [
      'another recipient',
      (r) => confirmation(r, { recipient: 'https://evil.example/login.srf' }),
      'AADSTS50008',
    ],
    ['another request', (r) => confirmation(r, { inResponseTo: '_other' }), 'AADSTS50008'],
    ['no request', (r) => confirmation(r, { inResponseTo: undefined }), 'AADSTS50008'],
    ['a late delivery', (r) => confirmation(r, { notOnOrAfter: NOW - 301 }), 'AADSTS50008'],
    ['an unknown issuer', () => ({ issuer: 'urn:evil' }), 'AADSTS50008'],
    ['a user of another domain', () => email(DEMO_PEOPLE.dora.userPrincipalName), 'AADSTS50107'],
    ['the name of another user', () => email(DEMO_PEOPLE.bob.userPrincipalName), 'AADSTS51004'],
    ['no IDPEmail', () => ({ attributes: new Map() }), 'AADSTS50008'],
    ['two IDPEmails', () => email('alice@contoso.example', 'bob@contoso.example'), 'AADSTS50008'],
    ['a name that is not persistent', () => named('alice', NAME_ID_FORMATS.unspecified), 'AADSTS90020'],
    ['an ImmutableID of nobody', () => named('AAAAAAAAAAAAAAAAAAAAAA=='), 'AADSTS51004'],
    [
      'a certificate without its claims',
      () => classRef('urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient'),
      'AADSTS50008',
    ],
  ])('refuses an assertion with %s', async (_name, change, code) => {
    expect(codeOn(await postAssertion(change))).toBe(code);
    expect(await newestLogEntry()).toMatchObject({ face: 'federated-assertion' });
  });

  it('reads an ImmutableID in the spelling that partners have to use', async () => {
    const escaped = Buffer.from(DEMO_PEOPLE.alice.id.replaceAll('-', ''), 'hex')
      .toString('base64')
      .replaceAll('=', '.3D')
      .replaceAll('+', '.2B');
    expect((await postAssertion(() => named(escaped))).status).toBe(200);
    expect(unescapeImmutableId('alice.2Bx')).toBe('alice.2Bx');
    expect(unescapeImmutableId('AB.2BD')).toBe('AB+D');
  });

  it('tells why the partner signed nobody in', async () => {
    const { relayState } = await begin();
    const status = { code: STATUS.responder, second: STATUS.noAuthnContext, message: 'no card' };
    expect(codeOn(await post(wrap(relayState, [], status).text, relayState))).toBe('AADSTS50012');
    const entry = await newestLogEntry();
    expect(entry?.evidence.at(-1)?.detail).toContain('NoAuthnContext no card');
  });

  it('refuses a certificate that was revoked after the partner looked', async () => {
    const { serialNumber } = await world.pki.issueClientCertificate({ commonName: 'Alice' });
    await world.pki.revoke(serialNumber);
    await world.pki.publish();
    const attributes = new Map([
      [CLAIMS.idpEmail, [DEMO_PEOPLE.alice.userPrincipalName]],
      [CLAIMS.serialNumber, [serialNumber]],
      [CLAIMS.issuer, [world.pki.issuing.subject]],
    ]);
    expect(codeOn(await postAssertion(() => ({ attributes })))).toBe('AADSTS500171');
  });
});

describe('attacks on a signed response', () => {
  const evil = (text: string): string =>
    text.replaceAll('alice@contoso.example', 'bob@contoso.example').replace(/ ID="_[^"]*"/, ' ID="_evil"');

  const wrappings: [string, (signed: string, inner: string) => string][] = [
    [
      'a forged assertion before the signed one',
      (response, inner) => response.replace(inner, bare(evil(inner)) + inner),
    ],
    [
      'a forged assertion after the signed one',
      (response, inner) => response.replace(inner, inner + bare(evil(inner))),
    ],
    [
      'the signed assertion inside the forged one',
      (response, inner) =>
        response.replace(inner, bare(evil(inner)).replace('</saml:Assertion>', `${inner}</saml:Assertion>`)),
    ],
    [
      'the signed assertion in the forged one’s signature',
      (response, inner) =>
        response.replace(
          inner,
          evil(inner).replace('</ds:Signature>', `<ds:Object>${inner}</ds:Object></ds:Signature>`),
        ),
    ],
    [
      'the signed assertion in Extensions',
      (response, inner) =>
        response
          .replace(inner, bare(evil(inner)))
          .replace('<samlp:Status>', `<samlp:Extensions>${inner}</samlp:Extensions><samlp:Status>`),
    ],
    [
      'the signed assertion in Advice',
      (response, inner) =>
        response.replace(
          inner,
          evil(inner).replace('</saml:Conditions>', `</saml:Conditions><saml:Advice>${inner}</saml:Advice>`),
        ),
    ],
    [
      'the ID of the signed one on a forged one',
      (response, inner) => response.replace(inner, bare(inner).replaceAll('alice@', 'bob@') + inner),
    ],
    ['a changed claim', (response) => response.replace('alice@contoso.example', 'bob@contoso.example')],
    ['no signature', (response, inner) => response.replace(inner, bare(inner))],
    ['a second signature', (response) => response.replace(/(<ds:Signature .*<\/ds:Signature>)/, '$1$1')],
    ['a second SignedInfo', (response) => response.replace(/(<ds:SignedInfo>.*<\/ds:SignedInfo>)/, '$1$1')],
    ['a comment in the name', (response) => response.replace('alice@contoso', 'alice<!-- -->@contoso')],
    [
      'a comment in the digest',
      (response) => response.replace('<ds:DigestValue>', '<ds:DigestValue><!-- -->'),
    ],
    ['a DOCTYPE', (response) => `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${response}`],
    ['a processing instruction', (response) => response.replace('<samlp:Status>', '<?a b?><samlp:Status>')],
    ['SHA-1', (response) => response.replace('2001/04/xmldsig-more#rsa-sha256', '2000/09/xmldsig#rsa-sha1')],
    ['HMAC', (response) => response.replace('2001/04/xmldsig-more#rsa-sha256', '2000/09/xmldsig#hmac-sha1')],
    [
      'an XSLT transform',
      (response) => response.replace('2000/09/xmldsig#enveloped-signature', 'TR/1999/REC-xslt-19991116'),
    ],
    ['an attribute twice', (response) => response.replace('Version="2.0"', 'Version="2.0" Version="2.0"')],
    [
      'a relative namespace',
      (response) => response.replace('<samlp:Status>', '<samlp:Status xmlns:x="relative">'),
    ],
    [
      'another destination',
      (response) => response.replace(/Destination="[^"]*"/, 'Destination="https://evil.example/"'),
    ],
    ['another request', (response) => response.replace(/InResponseTo="[^"]*"/, 'InResponseTo="_other"')],
    ['another issuer of the response', (response) => response.replace(`>${ISSUER_URI}<`, '>urn:evil<')],
    ['a status that is no success', (response) => response.replace('status:Success', 'status:Responder')],
    [
      'an encrypted assertion besides',
      (response) =>
        response.replace(
          '</samlp:Response>',
          '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"></saml:EncryptedAssertion></samlp:Response>',
        ),
    ],
  ];

  it.each(wrappings)('%s signs nobody in', async (_name, attack) => {
    const { relayState } = await begin();
    const inner = (await signElement(world, writeSaml20Assertion(assertionOf(relayState)))).text;
    const response = wrap(relayState, []).text.replace('</samlp:Response>', `${inner}</samlp:Response>`);
    const attacked = attack(response, inner);
    expect(attacked).not.toBe(response);
    const page = await post(attacked, relayState);
    expect([page.status, codeOn(page)]).toEqual([400, expect.stringMatching(/^AADSTS(50006|50008|50012)$/)]);
    expect(page.headers.get('set-cookie')).toBeNull();
  });

  it('signed whole and changed around the assertion signs nobody in', async () => {
    const { relayState } = await begin();
    const text = (await signElement(world, parseable(await responseOf(world, relayState)))).text;
    expect((await post(text, relayState)).status).toBe(200);
    const again = await begin();
    const other = (await signElement(world, parseable(await responseOf(world, again.relayState)))).text;
    const changed = other.replace('status:Success"', 'status:Success" x="y"');
    expect(codeOn(await post(changed, again.relayState))).toBe('AADSTS50006');
  });

  it('of a domain that speaks WS-Federation signs nobody in', async () => {
    await world.directory.domains.update(world.domain);
    expect(codeOn(await postAssertion(() => ({})))).toBe('AADSTS50008');
    domain = await speakSaml(world);
  });
});

describe('what is let pass for a partner', () => {
  const allow = async (...what: readonly PartnerRelaxation[]): Promise<void> => {
    const { federation, ...rest } = await speakSaml(world);
    domain = { ...rest, federation: { ...federation!, allow: what } };
    await world.directory.domains.update(domain);
  };
  afterEach(async () => {
    domain = await speakSaml(world);
  });

  const withoutAudience = (text: string): string =>
    text.replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, '');

  /** Each is refused as long as it is not let pass: a response, as the partner would sign it. */
  const cases: [PartnerRelaxation, (relayState: string) => Promise<string>][] = [
    [
      'response-signature',
      async (relayState) => {
        const assertion = writeSaml20Assertion(assertionOf(relayState));
        return (await signElement(world, wrap(relayState, [assertion]))).text;
      },
    ],
    [
      'no-in-response-to',
      (relayState) =>
        responseOf(
          world,
          relayState,
          assertionOf(relayState, confirmation(relayState, { inResponseTo: undefined })),
        ),
    ],
    [
      'no-audience',
      async (relayState) => {
        const bare = { text: withoutAudience(writeSaml20Assertion(assertionOf(relayState)).text) };
        return wrap(relayState, [await signElement(world, bare)]).text;
      },
    ],
  ];

  it.each(cases)('%s is taken once it is, and only then', async (what, write) => {
    const others = PARTNER_RELAXATIONS.filter((each) => each !== what);
    await allow(...others);
    const refused = await begin();
    expect(codeOn(await post(await write(refused.relayState), refused.relayState))).toMatch(
      /^AADSTS5000[68]$/,
    );
    await allow(what);
    const taken = await begin();
    const text = await write(taken.relayState);
    // RelayState and the cookie still bind it to this browser.
    expect(codeOn(await post(text, taken.relayState, openBrowser(world)))).toBe('AADSTS90100');
    expect(linkOn(await post(text, taken.relayState), 'Continue')).toContain('/authorize/resume?handle=');
  });

  const attacks: [string, (signed: string, assertion: string) => string][] = [
    ['a changed claim', (signed) => signed.replace('alice@contoso.example', 'bob@contoso.example')],
    [
      'a second assertion',
      (signed, assertion) =>
        signed.replace(assertion, assertion + assertion.replace(/ ID="_[^"]*"/, ' ID="_b"')),
    ],
    [
      'the signed response inside another',
      (signed) =>
        signed
          .replace(/<ds:Signature .*<\/ds:Signature>/, '')
          .replace(/ ID="_[^"]*"/, ' ID="_b"')
          .replaceAll('alice@', 'bob@')
          .replace('<samlp:Status>', `<samlp:Extensions>${signed}</samlp:Extensions><samlp:Status>`),
    ],
    ['no signature', (signed) => signed.replace(/<ds:Signature .*<\/ds:Signature>/, '')],
    [
      'a signature of its own that does not hold',
      (signed, assertion) => {
        const [signature = ''] = /<ds:Signature .*<\/ds:Signature>/.exec(signed) ?? [];
        return signed.replace(assertion, assertion.replace('</saml:Issuer>', `</saml:Issuer>${signature}`));
      },
    ],
  ];

  it.each(attacks)('%s signs nobody in, whatever is', async (_name, attack) => {
    await allow(...PARTNER_RELAXATIONS);
    const { relayState } = await begin();
    const assertion = writeSaml20Assertion(assertionOf(relayState));
    const signed = (await signElement(world, wrap(relayState, [assertion]))).text;
    const attacked = attack(signed, assertion.text);
    expect(attacked).not.toBe(signed);
    const page = await post(attacked, relayState);
    expect([page.status, codeOn(page)]).toEqual([400, expect.stringMatching(/^AADSTS(50006|50008)$/)]);
    expect(page.headers.get('set-cookie')).toBeNull();
  });

  it('an assertion that must not be delivered yet is refused', async () => {
    const { relayState } = await begin();
    const early = (notBefore: string): string =>
      writeSaml20Assertion(assertionOf(relayState)).text.replace(
        '<saml:SubjectConfirmationData ',
        `$&NotBefore="${notBefore}" `,
      );
    const later = { text: early(new Date((NOW + 600) * 1000).toISOString()) };
    const text = wrap(relayState, [await signElement(world, later)]).text;
    expect(codeOn(await post(text, relayState))).toBe('AADSTS50008');
    const again = await begin();
    const now = writeSaml20Assertion(assertionOf(again.relayState)).text.replace(
      '<saml:SubjectConfirmationData ',
      `$&NotBefore="${new Date(NOW * 1000).toISOString()}" `,
    );
    const taken = wrap(again.relayState, [await signElement(world, { text: now })]).text;
    expect((await post(taken, again.relayState)).status).toBe(200);
  });
});

describe('the request', () => {
  it('goes through our own identity provider and back, signed if the domain wants that', async () => {
    const signing = await speakSaml(world, 'required');
    await addTrust(world, 'cloud', {
      identifiers: ['urn:federation:MicrosoftOnline'],
      assertionConsumerServices: [{ location: `${LOGIN}/login.srf`, index: 0, isDefault: true }],
      signingCertificates: [(await world.keyRing.current(NOW)).certificate],
      unsignedRequests: 'refused',
    });
    const alice = await openBrowserOf(world, 'alice');
    const { url } = await beginAtTokenService(world, alice, signing);
    expect(url).toContain('SigAlg=');
    const response = await signIn(alice, url.replace(/^[^?]*/, `${FS}/adfs/ls/`));
    expect(formOn(response).action).toBe(`${LOGIN}/login.srf`);
    expect(linkOn(await alice.submit(response), 'Continue')).toContain('/authorize/resume?handle=');
    expect(await newestLogEntry()).toMatchObject({
      code: 'success',
      certificate: { issuer: world.pki.issuing.subject },
    });
  });

  it('has its metadata, with the certificate that signs it', async () => {
    const page = await browser.get(`${LOGIN}/federationmetadata/saml20/federationmetadata.xml`);
    const root = parseXml(page.text);
    expect(page.text).toContain(`Location="${LOGIN}/login.srf"`);
    const certificate = /X509Certificate>([^<]*)</.exec(page.text)?.[1];
    expect(certificate).toBe(Buffer.from((await world.keyRing.current(NOW)).certificate).toString('base64'));
    expect(root.localName).toBe('EntityDescriptor');
  });
});

async function postedTwice(): Promise<Page> {
  const first = await begin();
  const assertion = assertionOf(first.relayState);
  await post(await responseOf(world, first.relayState, assertion), first.relayState);
  const second = await begin();
  const { subjectConfirmation } = assertionOf(second.relayState);
  return post(
    await responseOf(world, second.relayState, { ...assertion, subjectConfirmation }),
    second.relayState,
  );
}

function conditions(changes: Partial<Saml20Assertion['conditions']>): Partial<Saml20Assertion> {
  return { conditions: { ...assertionOf('').conditions, ...changes } };
}

function confirmation(
  relayState: string,
  changes: Partial<Saml20Assertion['subjectConfirmation']>,
): Partial<Saml20Assertion> {
  return { subjectConfirmation: { ...assertionOf(relayState).subjectConfirmation, ...changes } };
}

function email(...values: readonly string[]): Partial<Saml20Assertion> {
  return { attributes: new Map([[CLAIMS.idpEmail, values]]) };
}

function named(value: string, format: string = NAME_ID_FORMATS.persistent): Partial<Saml20Assertion> {
  return { nameId: { value, format, spNameQualifier: undefined } };
}

function classRef(authnContextClassRef: string): Partial<Saml20Assertion> {
  return { authnStatement: { ...assertionOf('').authnStatement, authnContextClassRef } };
}

function bare(assertion: string): string {
  return assertion.replace(/<ds:Signature .*<\/ds:Signature>/, '');
}

function parseable(text: string) {
  return { text };
}
