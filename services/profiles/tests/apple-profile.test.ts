import { createRandom, createSystemClock } from '@signet/crypto';
import { type ClientCertificate, createLabPki, type LabPki } from '@signet/lab';
import { parseXml } from '@signet/xml';
import { describe, expect, it } from 'vitest';
import {
  type AppleProfileRequest,
  createAppleProfile,
  encodePkcs12,
  ProfileError,
  signContent,
  writeAppleProfile,
} from '../src/index.ts';
import { openssl } from './_openssl.ts';
import { readPlist } from './_plist.ts';

const ports = { clock: createSystemClock(), random: createRandom() };
const pki = await createLabPki({ ...ports, keyAlgorithm: 'p-256' });
const rsaPki = await createLabPki(ports);
const alice = await issue(pki);

describe('the signature', () => {
  it.each([
    ['EC', pki],
    ['RSA', rsaPki],
  ])(
    'openssl cms -verify accepts it with an %s key and gives the content back byte for byte',
    async (_name, signing) => {
      const profile = await createAppleProfile(requestOf(), signerOf(signing));
      const content = openssl(
        [
          'cms',
          '-verify',
          '-inform',
          'DER',
          '-binary',
          '-in',
          'p.mobileconfig',
          '-CAfile',
          'root.pem',
          '-purpose',
          'any',
        ],
        { 'p.mobileconfig': profile, 'root.pem': signing.root.certificatePem },
      );
      expect(content.toString()).toBe(writeAppleProfile(requestOf()));
    },
  );

  it('no longer verifies once a byte of the content has changed', async () => {
    const profile = Buffer.from(await createAppleProfile(requestOf(), signerOf(pki)));
    profile[profile.indexOf('PayloadOrganization')] = 0x51;
    expect(() =>
      openssl(
        ['cms', '-verify', '-inform', 'DER', '-binary', '-in', 'p', '-CAfile', 'root.pem', '-purpose', 'any'],
        {
          p: profile,
          'root.pem': pki.root.certificatePem,
        },
      ),
    ).toThrow(/ended with/);
  });

  it('content of several megabytes stays one piece', () => {
    const content = Buffer.alloc(3_000_000, 'signet ');
    const cms = signContent(content, signerOf(pki));
    expect(Buffer.from(cms).includes(content)).toBe(true);
  });

  it.each([
    ['a key of another certificate', { chainPem: pki.tls.chainPem, privateKeyPem: rsaPki.tls.privateKeyPem }],
    ['no certificate', { chainPem: '', privateKeyPem: pki.tls.privateKeyPem }],
    ['no key', { chainPem: pki.tls.chainPem, privateKeyPem: 'x' }],
  ])('refuses %s', (_words, signer) => {
    expect(codeOf(() => signContent(new Uint8Array(), { ...signer, signingTime: 0 }))).toBe('signer-invalid');
  });
});

describe('the property list', () => {
  it('holds what Apple’s list wants: CAs, identity, and an account that names the identity', () => {
    const plist = readPlist(writeAppleProfile(requestOf()));
    expect(plist).toMatchObject({
      PayloadType: 'Configuration',
      PayloadVersion: 1,
      PayloadOrganization: 'Contoso',
    });
    const [root, issuing, identity, mail] = plist['PayloadContent'];
    expect([root.PayloadType, issuing.PayloadType]).toEqual([
      'com.apple.security.root',
      'com.apple.security.root',
    ]);
    expect(Buffer.from(root.PayloadContent, 'base64')).toEqual(Buffer.from(pki.root.certificate));
    expect(identity).toMatchObject({ PayloadType: 'com.apple.security.pkcs12', PayloadVersion: 1 });
    expect(Object.keys(identity)).not.toContain('Password');
    expect(mail).toMatchObject({
      PayloadType: 'com.apple.eas.account',
      Host: 'eas.contoso.example',
      SSL: true,
      EmailAddress: 'alice@contoso.example',
      UserName: 'alice@contoso.example',
      PayloadCertificateUUID: identity.PayloadUUID,
      MailNumberOfPastDaysToSync: 7,
      EnableMail: true,
      EnableContacts: false,
      EnableCalendars: false,
      EnableReminders: false,
      EnableNotes: false,
    });
  });

  it('every payload has an identifier and a UUID of its own, the same each time', () => {
    const read = () => {
      const { PayloadContent, ...profile } = readPlist(writeAppleProfile(requestOf()));
      return [profile, ...PayloadContent].map(({ PayloadIdentifier, PayloadUUID }) => [
        PayloadIdentifier,
        PayloadUUID,
      ]);
    };
    expect(read()).toEqual(read());
    expect(new Set(read().flat()).size).toBe(10);
    for (const [, uuid] of read())
      expect(uuid).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/);
  });

  it('another person or server gets another profile', () => {
    const identifiers = [
      requestOf(),
      requestOf({ userPrincipalName: 'bob@contoso.example' }),
      requestOf({ host: 'eas.fabrikam.example' }),
    ].map((request) => readPlist(writeAppleProfile(request))['PayloadIdentifier']);
    expect(new Set(identifiers).size).toBe(3);
  });

  it('the password is inside only when it was given', () => {
    const request = { ...requestOf(), identity: { p12: alice.p12, password: 'a&b<c' } };
    expect(readPlist(writeAppleProfile(request))['PayloadContent'][2].Password).toBe('a&b<c');
  });

  it('hostile names stay text', () => {
    const organisation = `</string><key>PayloadType</key>]]>&lt;"'\r\n<!-- 😀`;
    const text = writeAppleProfile({ ...requestOf({ emailAddress: '<b>&@contoso.example' }), organisation });
    const plist = readPlist(text);
    expect(plist['PayloadOrganization']).toBe(organisation);
    expect(plist['PayloadContent'][3].EmailAddress).toBe('<b>&@contoso.example');
    expect(plist['PayloadType']).toBe('Configuration');
  });

  it.each([
    ['a control character', 'a\u0001b'],
    ['half a surrogate pair', 'a\ud800'],
  ])('refuses %s', (_words, organisation) => {
    expect(codeOf(() => writeAppleProfile({ ...requestOf(), organisation }))).toBe('text-not-representable');
  });

  it.each([
    [{ host: 'https://eas.contoso.example/' }],
    [{ host: '' }],
    [{ emailAddress: 'alice' }],
    [{ userPrincipalName: 'a b@c' }],
  ])('refuses the account %j', (account) => {
    expect(codeOf(() => writeAppleProfile(requestOf(account)))).toBe('account-invalid');
  });

  it('is well-formed XML to another reader too', () => {
    const [, , body] = /^(<\?xml.*?\?>\s*<!DOCTYPE[^>]*>\s*)(.*)$/s.exec(writeAppleProfile(requestOf()))!;
    expect(parseXml(body!).localName).toBe('plist');
  });
});

describe('the identity', () => {
  it.each(['modern', 'legacy'] as const)(
    'openssl pkcs12 reads certificate, chain and key of the %s form',
    async (protection) => {
      const client = await issue(protection === 'modern' ? pki : rsaPki);
      const p12 = encodePkcs12({
        ...client,
        authorities: [pki.issuing.certificate, pki.root.certificate],
        friendlyName: 'Alice Ångström 😀',
        password: 'pä$$ 😀',
        protection,
      });
      const text = openssl(['pkcs12', '-in', 'a.p12', '-nodes', '-passin', 'file:password', '-info'], {
        'a.p12': p12,
        password: 'pä$$ 😀\n',
      }).toString();
      expect(text).toContain(client.certificatePem.trim());
      expect(text).toContain(pki.root.certificatePem.trim());
      expect(text).toContain(client.privateKeyPem.trim());
    },
  );

  it.each([
    ['modern', /PBES2[\s\S]*aes-256-cbc/, /:sha256/],
    ['legacy', /pbeWithSHA1And3-KeyTripleDES-CBC/, /:sha1/],
  ] as const)('the %s form is encrypted as it says', (protection, cipher, mac) => {
    const p12 = encodePkcs12({ ...alice, authorities: [], friendlyName: 'a', password: 'x', protection });
    const said = opensslInfo(p12);
    expect(said).toMatch(cipher);
    expect(said).toMatch(mac);
  });

  it('another password opens nothing', () => {
    const p12 = encodePkcs12({
      ...alice,
      authorities: [],
      friendlyName: 'a',
      password: 'x',
      protection: 'legacy',
    });
    expect(() =>
      openssl(['pkcs12', '-in', 'a.p12', '-nodes', '-passin', 'pass:y'], { 'a.p12': p12 }),
    ).toThrow(/invalid password/);
  });
});

function opensslInfo(p12: Uint8Array): string {
  return (
    openssl(['asn1parse', '-inform', 'DER', '-in', 'a.p12', '-strparse', '26'], { 'a.p12': p12 }).toString() +
    openssl(['asn1parse', '-inform', 'DER', '-in', 'a.p12'], { 'a.p12': p12 }).toString()
  );
}

function issue(issuer: LabPki): Promise<ClientCertificate> {
  return issuer.issueClientCertificate({ commonName: 'Alice', userPrincipalName: 'alice@contoso.example' });
}

function requestOf(account: Partial<AppleProfileRequest['account']> = {}): AppleProfileRequest {
  return {
    organisation: 'Contoso',
    account: {
      host: 'eas.contoso.example',
      emailAddress: 'alice@contoso.example',
      userPrincipalName: 'alice@contoso.example',
      ...account,
    },
    identity: { p12: alice.p12, password: undefined },
    authorities: [pki.root.certificate, pki.issuing.certificate],
  };
}

function signerOf({ tls }: LabPki) {
  return { ...tls, signingTime: ports.clock.now() };
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof ProfileError) return error.code;
    throw error;
  }
  return undefined;
}
