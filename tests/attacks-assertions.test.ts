import { createXmlCrypto, createXmlSigner, generateSigningKey } from '@signet/crypto';
import { CLAIMS, issueAssertion } from '@signet/federation';
import type { User } from '@signet/identity';
import { type Browser, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import type { XmlSigner } from '@signet/xml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptSignIn, expectPage, REDIRECT_URI } from './_refusals.ts';
import { newTrust, speakSaml } from './_trusts.ts';
import { ISSUER_URI, startWorld, type World } from './_world.ts';

// What an attacker makes of a federation server's answer that is whole and his to change, at the running token service.

const { alice, bob, dora } = DEMO_PEOPLE;

/** What becomes of the text of the answer; `signed` is the assertion in it, whole. */
type Attack = (answer: string, signed: string) => string;

const SIGNATURE = /<ds:Signature .*<\/ds:Signature>/s;
const bare = (signed: string): string => signed.replace(SIGNATURE, '');
const signatureOf = (signed: string): string => SIGNATURE.exec(signed)?.[0] ?? '';
const forge = (signed: string): string => bare(signed).replaceAll('alice@', 'bob@');
const renamed = (assertion: string): string =>
  assertion.replace(/ (Assertion)?ID="[^"]*"/, (_, prefix = '') => ` ${prefix}ID="_forged"`);
/** The forged one with the signature of the signed one, in whose Object the signed one is kept. */
const signedInObject = (forged: string, signed: string): string =>
  forged.replace(
    /<\/saml:Assertion>$/,
    `${signatureOf(signed).replace('</ds:Signature>', `<ds:Object>${bare(signed)}</ds:Object>$&`)}$&`,
  );
const inside = (from: string | RegExp, to: (found: string) => string): Attack => {
  return (answer, signed) => answer.replace(signed, () => signed.replace(from, to));
};
const instead = (build: (signed: string) => string): Attack => {
  return (answer, signed) => answer.replace(signed, () => build(signed));
};

const WRAPPING: readonly (readonly [what: string, attack: Attack])[] = [
  ['a forged assertion before the signed one', instead((signed) => renamed(forge(signed)) + signed)],
  ['a forged assertion after the signed one', instead((signed) => signed + renamed(forge(signed)))],
  [
    'the signed assertion inside a forged one',
    instead((signed) => renamed(forge(signed)).replace(/<\/saml:Assertion>$/, `${signed}$&`)),
  ],
  [
    'the signed assertion in Advice of a forged one that carries the signature',
    instead((signed) =>
      renamed(forge(signed))
        .replace('</saml:Conditions>', `$&<saml:Advice>${bare(signed)}</saml:Advice>`)
        .replace(/<\/saml:Assertion>$/, `${signatureOf(signed)}$&`),
    ),
  ],
  [
    'the signed assertion in an Object of its signature',
    instead((signed) => signedInObject(renamed(forge(signed)), signed)),
  ],
  ['the same with the ID of the signed one', instead((signed) => signedInObject(forge(signed), signed))],
  ['the ID of the signed assertion on a forged one before it', instead((signed) => forge(signed) + signed)],
  [
    'the signed assertion behind the answer',
    (answer, signed) =>
      answer
        .replace(signed, () => renamed(forge(signed)))
        .replace(/<\/[\w:]+>$/, (end) => `<x:Kept xmlns:x="urn:x">${signed}</x:Kept>${end}`),
  ],
];

const SIGNATURES: readonly (readonly [what: string, attack: Attack])[] = [
  ['the signature twice', inside(SIGNATURE, (signature) => signature + signature)],
  [
    'a decoy with another digest before the signature',
    inside(
      SIGNATURE,
      (signature) => signature.replace(/<ds:DigestValue>.{4}/, '<ds:DigestValue>AAAA') + signature,
    ),
  ],
  ['a second SignedInfo', inside(/<ds:SignedInfo>.*<\/ds:SignedInfo>/s, (info) => info + info)],
  ['a second Reference', inside(/<ds:Reference .*<\/ds:Reference>/s, (reference) => reference + reference)],
  ['a comment in the digest', inside('<ds:DigestValue>', (tag) => `${tag}<!-- x -->`)],
  ['a comment in the signature value', inside('<ds:SignatureValue>', (tag) => `${tag}<!-- x -->`)],
  ['SHA-1', inside('2001/04/xmldsig-more#rsa-sha256', () => '2000/09/xmldsig#rsa-sha1')],
  ['HMAC with the public key', inside('2001/04/xmldsig-more#rsa-sha256', () => '2000/09/xmldsig#hmac-sha1')],
  ['an XSLT transform', inside('2000/09/xmldsig#enveloped-signature', () => 'TR/1999/REC-xslt-19991116')],
  ['an XPath transform', inside('2000/09/xmldsig#enveloped-signature', () => 'TR/1999/REC-xpath-19991116')],
  ['a canonicalisation that is unknown', inside('2001/10/xml-exc-c14n#', () => '2001/10/xml-none#')],
  ['a Reference to the whole document', inside(/ URI="#[^"]*"/, () => ' URI=""')],
];

const DOCUMENTS: readonly (readonly [what: string, attack: Attack])[] = [
  ['a comment in the name', inside('alice@', () => 'alice<!-- -->@')],
  ['a processing instruction in the name', inside('alice@', () => 'alice<?x y?>@')],
  ['a DOCTYPE', (answer) => `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${answer}`],
  [
    'entities in entities',
    (answer) => `<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${answer}`,
  ],
  [
    'a thousand levels',
    (answer) => answer.replace(/<\/[\w:]+>$/, (end) => '<x>'.repeat(1000) + '</x>'.repeat(1000) + end),
  ],
  [
    'more text than the budget',
    (answer) => answer.replace(/<\/[\w:]+>$/, (end) => `<x>${'x'.repeat(300_000)}</x>${end}`),
  ],
  ['an attribute twice', inside(/ (Assertion)?ID="[^"]*"/, (id) => id + id)],
  ['a relative namespace', inside('<saml:Conditions', (tag) => `${tag} xmlns:x="relative"`)],
  ['another meaning of a prefix', inside('<saml:Conditions', (tag) => `${tag} xmlns:saml="urn:x"`)],
];

describe.each(['ws-federation', 'saml'] as const)('at the door of %s', (door) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await trustNorthwind(world);
    if (door === 'saml') await speakSaml(world.server.services, world.server.origins.login);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  it.each(WRAPPING)('%s signs nobody in', (_what, attack) => expectNobody(attack));
  it.each(SIGNATURES)('a signature with %s signs nobody in', (_what, attack) => expectNobody(attack));
  it.each(DOCUMENTS)('a document with %s signs nobody in', (_what, attack) => expectNobody(attack));

  it('metadata that the same key has signed is no assertion', async () => {
    const url = `${world.server.origins.login}/FederationMetadata/2007-06/FederationMetadata.xml`;
    const metadata = (await (await world.fetch(url)).text()).replace(/^<\?xml[^>]*>\s*/, '');
    expect(metadata).toMatch(SIGNATURE);
    await expectNobody(instead(() => metadata));
  });

  it.each(['https://evil.example/', 'javascript:alert(1)', '/adfs/ls/', ''])(
    'with %j where the request was named it signs nobody in, and leads nowhere',
    async (relayState) => {
      const { browser, answer } = await fetchAnswer(world);
      answer.set(door === 'saml' ? 'RelayState' : 'wctx', relayState);
      await expectRefused(world, browser, answer, /AADSTS90100/);
    },
  );

  async function expectNobody(attack: Attack): Promise<void> {
    const { browser, answer } = await fetchAnswer(world);
    const text = readAnswer(answer, door);
    const signed = /<saml:Assertion .*<\/saml:Assertion>/s.exec(text)?.[0] ?? '';
    const attacked = attack(text, signed);
    expect(attacked).not.toBe(text);
    await expectRefused(world, browser, withAnswer(answer, attacked, door), /AADSTS(50006|50008|90081)/);
  }
});

describe('an assertion with a signature that holds', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await trustNorthwind(world);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  it('signs in when it is as our federation server makes it', async () => {
    const { browser, answer } = await fetchAnswer(world);
    const made = await makeAssertion(alice, await ownSigner());
    const outcome = await post(world, browser, replaceAssertion(answer, made));
    expect(outcome.kind).toBe('redirect');
  });

  it('for another relying party signs nobody in', async () => {
    const { browser, answer } = await fetchAnswer(world);
    const url = new URL(`${world.server.origins.login}/adfs/ls/`);
    url.search = new URLSearchParams({
      wa: 'wsignin1.0',
      wtrealm: 'urn:northwind',
      wctx: String(answer.get('wctx')),
    }).toString();
    const visitor = world.openBrowser(await world.issueFor(alice));
    const theirs = await visitor.visit(url, { redirectUri: 'https://northwind.example/sign-in' });
    if (theirs.kind === 'page') throw new Error(theirs.text);
    expect(theirs.parameters.get('wresult')).toContain('urn:northwind');
    await expectRefused(world, browser, theirs.parameters, /AADSTS50008/);
  });

  it('of a key that came along in its KeyInfo signs nobody in', async () => {
    const { clock, random } = world.server.services;
    const now = clock.now();
    const times = { notBefore: now - 60, notAfter: now + 86_400, now };
    const made = await generateSigningKey({ use: 'federation-signing', commonName: 'x', ...times }, random);
    const signer = createXmlSigner({ privateKey: made.privateKey, certificate: made.certificate });
    const { browser, answer } = await fetchAnswer(world);
    const assertion = await makeAssertion(alice, signer);
    expect(assertion).toContain('X509Certificate');
    await expectRefused(world, browser, replaceAssertion(answer, assertion), /AADSTS50006/);
  });

  it.each([
    ['a user of another domain', dora, /AADSTS50107/],
    ['a name and an ImmutableID of two users', { ...alice, id: bob.id }, /AADSTS51004/],
    ['an ImmutableID of nobody', { ...alice, id: CONTOSO_TENANT_ID }, /AADSTS51004/],
  ])('for %s signs nobody in', async (_what, person, code) => {
    const { browser, answer } = await fetchAnswer(world);
    const assertion = await makeAssertion(person, await ownSigner());
    await expectRefused(world, browser, replaceAssertion(answer, assertion), code);
  });

  it('says of a person what was said, whatever characters it is said in', async () => {
    const { users } = world.server.services.directory;
    const user = (await users.find(alice.id))!;
    const onPremisesImmutableId = `"</saml:AttributeValue><x y='1'>&lt;\r\n\t`;
    await users.update({ ...user, onPremisesImmutableId });
    try {
      const { browser, answer } = await fetchAnswer(world);
      expect(answer.get('wresult')).not.toContain('<x y=');
      expect((await post(world, browser, answer)).kind).toBe('redirect');
    } finally {
      await users.update(user);
    }
  });

  /** Of a password, so that no certificate has to be looked up. */
  async function makeAssertion(
    { id, userPrincipalName }: Pick<User, 'userPrincipalName'> & { readonly id: string },
    signer: XmlSigner,
  ): Promise<string> {
    const { clock, random } = world.server.services;
    const immutableId = Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64');
    const attributes = new Map([
      [CLAIMS.userPrincipalName, [userPrincipalName]],
      [CLAIMS.immutableId, [immutableId]],
    ]);
    const made = await issueAssertion(
      {
        claims: { nameId: { value: immutableId, ...PLAIN }, issuerId: undefined, attributes },
        authentication: { authTime: clock.now() },
        provenBy: 'password',
        audience: 'urn:federation:MicrosoftOnline',
      },
      clock.now(),
      { issuerUri: ISSUER_URI, signer, xmlCrypto: createXmlCrypto(), random },
    );
    return made.token.text;
  }

  /** With the key that the domain trusts. */
  async function ownSigner(): Promise<XmlSigner> {
    const { federationKeys, clock } = world.server.services;
    const { privateKey, certificate } = await federationKeys.current(clock.now());
    const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
    return createXmlSigner({ privateKey: new Uint8Array(pkcs8), certificate });
  }
});

function replaceAssertion(answer: URLSearchParams, assertion: string): URLSearchParams {
  const changed = new URLSearchParams(answer);
  const wresult = String(answer.get('wresult'));
  changed.set(
    'wresult',
    wresult.replace(/<saml:Assertion .*<\/saml:Assertion>/s, () => assertion),
  );
  return changed;
}

async function expectRefused(
  world: World,
  browser: Browser,
  answer: URLSearchParams,
  code: RegExp,
): Promise<void> {
  const page = expectPage(await post(world, browser, answer));
  expect([page.status, page.text]).toEqual([400, expect.stringMatching(code)]);
  expect(browser.findCookie(world.server.origins.login, '__Host-signet-session')).toBeUndefined();
}

function post(world: World, browser: Browser, answer: URLSearchParams) {
  return browser.post(`${world.server.origins.login}/login.srf`, answer, { redirectUri: REDIRECT_URI });
}

/** What the federation server would have the browser post for Alice. */
async function fetchAnswer(
  world: World,
): Promise<{ readonly browser: Browser; readonly answer: URLSearchParams }> {
  const stopAt = `${world.server.origins.login}/login.srf`;
  const certificate = await world.issueFor(alice);
  const { browser, outcome } = await attemptSignIn(world, alice.userPrincipalName, certificate, { stopAt });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  return { browser, answer: outcome.parameters };
}

type Door = 'ws-federation' | 'saml';

function readAnswer(answer: URLSearchParams, door: Door): string {
  if (door === 'ws-federation') return String(answer.get('wresult'));
  return Buffer.from(String(answer.get('SAMLResponse')), 'base64').toString();
}

function withAnswer(answer: URLSearchParams, text: string, door: Door): URLSearchParams {
  const changed = new URLSearchParams(answer);
  if (door === 'ws-federation') changed.set('wresult', text);
  else changed.set('SAMLResponse', Buffer.from(text).toString('base64'));
  return changed;
}

/** A second relying party of the federation server, whose answers are not for us. */
function trustNorthwind({ server: { services } }: World): Promise<void> {
  const trust = newTrust(services, {
    displayName: 'Northwind',
    identifiers: ['urn:northwind'],
    wsFederationUrls: ['https://northwind.example/sign-in'],
  });
  return services.directory.relyingPartyTrusts.add(trust);
}

/** A name of no special kind. */
const PLAIN = { format: undefined, spNameQualifier: undefined };
