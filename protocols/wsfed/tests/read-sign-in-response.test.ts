import { createXmlSigner, generateSigningKey } from '@signet/crypto';
import { CLAIMS, CLOUD_AUDIENCE } from '@signet/federation';
import { FEDERATED_DOMAIN, MANAGED_DOMAIN } from '@signet/lab';
import { type Saml11Assertion, xml } from '@signet/xml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSignInResponse, type SignInResponse } from '../src/index.ts';
import { ALICE_IMMUTABLE_ID, assertionOf, sign, withClaims, wrap13, wrap2005 } from './_responses.ts';
import { createWorld, NOW, type World } from './_world.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});

afterAll(() => world[Symbol.asyncDispose]());

function read(wresult: string, now = NOW): Promise<SignInResponse> {
  return readSignInResponse(wresult, { ...world.relyingParty, now });
}

/** `accepted`, or the code and the check that failed. */
function outcomeOf(response: SignInResponse): string {
  if (response.status === 'accepted') return 'accepted';
  return `${response.code} at ${response.checks.find(({ result }) => result === 'fail')?.check}`;
}

async function outcomeOfAssertion(assertion: Saml11Assertion): Promise<string> {
  return outcomeOf(await read(wrap2005(await sign(world, assertion))));
}

describe('readSignInResponse', () => {
  it('takes WS-Trust February 2005 and 1.3 with its collection', async () => {
    expect(outcomeOf(await read(wrap2005(await sign(world, assertionOf()))))).toBe('accepted');
    expect(outcomeOf(await read(wrap13(await sign(world, assertionOf()))))).toBe('accepted');
  });

  it('takes a response without AppliesTo', async () => {
    expect(outcomeOf(await read(wrap2005(await sign(world, assertionOf()), [])))).toBe('accepted');
  });

  it('gives the domain, the claims and how long to remember the assertion', async () => {
    const assertion = withClaims([CLAIMS.serialNumber, ['0A1B']], [CLAIMS.issuer, ['CN=CA, O=Contoso']]);
    const response = await read(wrap2005(await sign(world, assertion)));
    expect(response).toMatchObject({
      status: 'accepted',
      domain: { name: FEDERATED_DOMAIN },
      assertionId: assertion.assertionId,
      rememberUntil: NOW + 3600 + 300,
      claims: {
        userPrincipalName: 'alice@contoso.example',
        immutableId: ALICE_IMMUTABLE_ID,
        authenticationInstant: NOW,
        byCertificate: true,
        certificateIssuer: 'CN=CA, O=Contoso',
        certificateSerialNumber: '0A1B',
      },
    });
  });

  it.each([
    ['the method of the statement', { authenticationMethod: 'urn:ietf:rfc:2246' }],
    [
      'a method reference in the https spelling',
      {
        attributes: new Map([
          ...assertionOf().attributes,
          [
            CLAIMS.authenticationMethodsReferences,
            ['https://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/x509'],
          ],
        ]),
      },
    ],
  ])('knows a certificate by %s', async (_name, changes: Partial<Saml11Assertion>) => {
    const response = await read(wrap2005(await sign(world, assertionOf(changes))));
    expect(response.status === 'accepted' && response.claims.byCertificate).toBe(true);
  });

  it('names the user by the name identifier when there is no ImmutableID claim', async () => {
    const attributes = new Map([[CLAIMS.userPrincipalName, ['alice@contoso.example']]]);
    const response = await read(wrap2005(await sign(world, assertionOf({ attributes }))));
    expect(response.status === 'accepted' && response.claims.immutableId).toBe(ALICE_IMMUTABLE_ID);
  });

  it('takes clocks that are five minutes off, and no more', async () => {
    const wresult = wrap2005(await sign(world, assertionOf()));
    expect(outcomeOf(await read(wresult, NOW - 300))).toBe('accepted');
    expect(outcomeOf(await read(wresult, NOW - 301))).toBe('assertion-invalid at assertion-times');
    expect(outcomeOf(await read(wresult, NOW + 3600 + 299))).toBe('accepted');
    expect(outcomeOf(await read(wresult, NOW + 3600 + 300))).toBe('assertion-invalid at assertion-times');
  });

  it.each<[name: string, assertion: () => Saml11Assertion, outcome: string]>([
    [
      'another audience',
      () => assertionOf({ conditions: { notBefore: NOW, notOnOrAfter: NOW + 60, audiences: ['urn:other'] } }),
      'assertion-invalid at assertion-audience',
    ],
    [
      'a second audience',
      () =>
        assertionOf({
          conditions: { notBefore: NOW, notOnOrAfter: NOW + 60, audiences: [CLOUD_AUDIENCE, 'urn:other'] },
        }),
      'assertion-invalid at assertion-audience',
    ],
    [
      'an audience with a space',
      () =>
        assertionOf({
          conditions: { notBefore: NOW, notOnOrAfter: NOW + 60, audiences: [`${CLOUD_AUDIENCE} `] },
        }),
      'assertion-invalid at assertion-audience',
    ],
    [
      'an unknown issuer',
      () => assertionOf({ issuer: 'http://evil.example/adfs/services/trust' }),
      'assertion-issuer-unknown at assertion-issuer',
    ],
    [
      'an issuer in other letters',
      () => assertionOf({ issuer: 'http://FS.contoso.example/adfs/services/trust' }),
      'assertion-issuer-unknown at assertion-issuer',
    ],
    [
      'an authentication in the future',
      () => assertionOf({ authenticationInstant: NOW + 301 }),
      'assertion-invalid at assertion-times',
    ],
    [
      'an end before its beginning',
      () =>
        assertionOf({
          conditions: { notBefore: NOW + 60, notOnOrAfter: NOW + 60, audiences: [CLOUD_AUDIENCE] },
        }),
      'assertion-invalid at assertion-times',
    ],
    [
      'no UPN',
      () => assertionOf({ attributes: new Map([[CLAIMS.immutableId, ['x']]]) }),
      'assertion-invalid at assertion-claims',
    ],
    [
      'two UPNs',
      () => withClaims([CLAIMS.userPrincipalName, ['alice@contoso.example', 'admin@contoso.example']]),
      'assertion-invalid at assertion-claims',
    ],
    [
      'two serial numbers',
      () => withClaims([CLAIMS.serialNumber, ['01', '02']]),
      'assertion-invalid at assertion-claims',
    ],
    [
      'an empty ImmutableID',
      () => withClaims([CLAIMS.immutableId, ['']]),
      'assertion-without-immutable-id at assertion-claims',
    ],
  ])('refuses %s', async (_name, assertion, outcome) => {
    expect(await outcomeOfAssertion(assertion())).toBe(outcome);
  });

  it.each<[name: string, change: (signed: string) => string, outcome: string]>([
    [
      'changed content',
      (s) => s.replace('alice@', 'admin@'),
      'assertion-signature-invalid at signature-digest',
    ],
    [
      'a changed signature',
      (s) => s.replace(/<ds:SignatureValue>.{4}/, '<ds:SignatureValue>AAAA'),
      'assertion-signature-invalid at signature-value',
    ],
    [
      'no signature',
      (s) => s.replace(/<ds:Signature .*<\/ds:Signature>/, ''),
      'assertion-signature-invalid at signature-present',
    ],
    [
      'a comment in the name',
      (s) => s.replace('alice@contoso', 'alice@contoso<!---->'),
      'assertion-invalid at wresult-shape',
    ],
    ['a DOCTYPE', (s) => `<!DOCTYPE x [<!ENTITY e "x">]>${s}`, 'assertion-invalid at wresult-shape'],
    [
      'a second token',
      (s) => s.replace(/<t:RequestedSecurityToken>.*<\/t:RequestedSecurityToken>/, '$&$&'),
      'assertion-invalid at wresult-shape',
    ],
    [
      'a second element beside the token',
      (s) => s.replace('</t:RequestedSecurityToken>', '<x></x>$&'),
      'assertion-invalid at wresult-shape',
    ],
    [
      'text beside the token',
      (s) => s.replace('</t:RequestedSecurityToken>', 'x$&'),
      'assertion-invalid at wresult-shape',
    ],
    [
      'no token',
      (s) => s.replace(/<t:RequestedSecurityToken>.*<\/t:RequestedSecurityToken>/, ''),
      'assertion-invalid at wresult-shape',
    ],
    [
      'another AppliesTo',
      (s) => s.replace('<wsa:Address>urn:federation:MicrosoftOnline', '<wsa:Address>urn:other'),
      'assertion-invalid at assertion-audience',
    ],
    [
      'two AppliesTo',
      (s) => s.replace(/<wsp:AppliesTo.*<\/wsp:AppliesTo>/, '$&$&'),
      'assertion-invalid at wresult-shape',
    ],
    [
      'a response that is none',
      (s) => s.replaceAll('t:RequestSecurityTokenResponse', 't:Other'),
      'assertion-invalid at wresult-shape',
    ],
    [
      'WS-Trust of another year',
      (s) => s.replace('ws/2005/02/trust', 'ws/2004/04/trust'),
      'assertion-invalid at wresult-shape',
    ],
    ['nothing', () => '', 'assertion-invalid at wresult-shape'],
    ['something that is no XML', () => 'wresult', 'assertion-invalid at wresult-shape'],
  ])('refuses a response with %s', async (_name, change, outcome) => {
    const wresult = wrap2005(await sign(world, assertionOf()));
    const changed = change(wresult);
    expect(changed).not.toBe(wresult);
    expect(outcomeOf(await read(changed))).toBe(outcome);
  });

  it('refuses a token that is no SAML 1.1 assertion', async () => {
    const token = xml`<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1"></saml:Assertion>`;
    expect(outcomeOf(await read(wrap2005(token)))).toBe('assertion-invalid at assertion-type');
  });

  describe('signature wrapping', () => {
    const SIGNATURE = /<ds:Signature .*<\/ds:Signature>/;
    const forgedFrom = (signed: string, id = '_evil'): string =>
      signed
        .replace(SIGNATURE, '')
        .replace(/AssertionID="[^"]*"/, `AssertionID="${id}"`)
        .replace('alice@', 'admin@');
    const cut = (signed: string): string => SIGNATURE.exec(signed)?.[0] ?? '';
    const bare = (signed: string): string => signed.replace(SIGNATURE, '');

    it.each<[name: string, build: (signed: string) => string]>([
      ['a forged assertion before the signed one', (s) => forgedFrom(s) + s],
      ['a forged assertion after the signed one', (s) => s + forgedFrom(s)],
      [
        'the signed assertion inside a forged one',
        (s) => forgedFrom(s).replace('</saml:Assertion>', `${s}$&`),
      ],
      [
        'the signed assertion in Advice of a forged one that carries the signature',
        (s) =>
          forgedFrom(s)
            .replace('</saml:Conditions>', `$&<saml:Advice>${bare(s)}</saml:Advice>`)
            .replace(/<\/saml:Assertion>$/, `${cut(s)}$&`),
      ],
      [
        'the signature on a forged assertion, the signed one in its Object',
        (s) =>
          forgedFrom(s).replace(
            /<\/saml:Assertion>$/,
            `${cut(s).replace('</ds:Signature>', `<ds:Object>${bare(s)}</ds:Object>$&`)}$&`,
          ),
      ],
      [
        'a forged assertion of the same ID with the signed one in its Object',
        (s) =>
          forgedFrom(s, /AssertionID="([^"]*)"/.exec(s)?.[1]).replace(
            /<\/saml:Assertion>$/,
            `${cut(s).replace('</ds:Signature>', `<ds:Object>${bare(s)}</ds:Object>$&`)}$&`,
          ),
      ],
      [
        'a decoy signature before the real one',
        (s) =>
          s.replace(
            SIGNATURE,
            (signature) => signature.replace(/<ds:DigestValue>.{4}/, '<ds:DigestValue>AAAA') + signature,
          ),
      ],
    ])('refuses %s', async (_name, build) => {
      const { text } = await sign(world, assertionOf());
      const wresult = wrap2005(xml`<SLOT></SLOT>`).replace('<SLOT></SLOT>', () => build(text));
      expect((await read(wresult)).status).toBe('refused');
    });

    it('refuses a forged token whose signed original sits elsewhere in the response', async () => {
      const { text } = await sign(world, assertionOf());
      const forged = forgedFrom(text, /AssertionID="([^"]*)"/.exec(text)?.[1]).replace(
        /<\/saml:Assertion>$/,
        `${cut(text)}$&`,
      );
      const wresult = wrap2005(xml`<SLOT></SLOT>`)
        .replace('<SLOT></SLOT>', () => forged)
        .replace('<x:Unknown xmlns:x="urn:unknown">', (open) => open + text);
      expect(outcomeOf(await read(wresult))).toBe('assertion-signature-invalid at signature-reference');
    });
  });

  describe('keys', () => {
    it('refuses the signature of a key that is not configured for the issuer', async () => {
      const key = await generateSigningKey(
        { use: 'federation-signing', commonName: 'evil', notBefore: NOW, notAfter: NOW + 3600, now: NOW },
        world.random,
      );
      const token = await sign(world, assertionOf(), createXmlSigner(key));
      expect(outcomeOf(await read(wrap2005(token)))).toBe('assertion-signature-invalid at signature-value');
      const { domain, directory } = world;
      if (!domain.federation) throw new Error('not federated');
      const federation = { ...domain.federation, nextSigningCertificate: key.certificate };
      await directory.domains.update({ ...domain, federation });
      expect(outcomeOf(await read(wrap2005(token)))).toBe('accepted');
      await directory.domains.update(domain);
      expect(outcomeOf(await read(wrap2005(token)))).toBe('assertion-signature-invalid at signature-value');
    });

    it('knows no issuer of a domain that is managed', async () => {
      const managed = await world.directory.domains.find(MANAGED_DOMAIN);
      expect(managed?.federation).toBeUndefined();
      expect(await outcomeOfAssertion(assertionOf({ issuer: '' }))).toBe(
        'assertion-issuer-unknown at assertion-issuer',
      );
    });
  });
});
