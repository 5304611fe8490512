import { createSignatureVerifier } from '@signet/crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Certificate,
  type CrlRevocationCheckerOptions,
  createCrlRevocationChecker,
  parseCertificateList,
  type RevocationStatus,
} from '../index.ts';
import {
  createTestAuthority,
  der,
  derFlag,
  derPointName,
  Extension,
  issuingDistributionPoint,
  Name,
  type TestAuthority,
  type TestCrl,
} from './_test-authority.ts';

let ca: TestAuthority;
let alice: Certificate;
beforeAll(async () => {
  ca = await createTestAuthority(NAME);
  alice = await ca.issueCertificate();
});

const NAME = 'O=Contoso, CN=Issuing CA';
const NOW = Date.UTC(2026, 10, 23, 9) / 1000;
const LISTED = { entries: [{ serialNumber: '0a', reason: 'keyCompromise' }] } as const;

type Lists = readonly (readonly [TestAuthority, Partial<TestCrl>])[];

async function check(
  certificate: Certificate,
  lists: Lists,
  options: Partial<CrlRevocationCheckerOptions> = {},
): Promise<string> {
  const issued = await Promise.all(lists.map(([by, crl]) => by.issueCrl({ thisUpdate: NOW, ...crl })));
  const checker = createCrlRevocationChecker({
    crls: issued.map((bytes) => parseCertificateList(bytes)),
    time: NOW,
    verifySignature: createSignatureVerifier(),
    validateCrlIssuer: () => false,
    ...options,
  });
  return describeStatus(checker(certificate, ca.certificate, ca.certificate));
}

function describeStatus(status: RevocationStatus): string {
  if (status.status === 'revoked') return `revoked: ${status.reason}`;
  return status.status === 'undetermined' ? status.failure : status.status;
}

describe('createCrlRevocationChecker', () => {
  it('says good, revoked, or that no list is at hand', async () => {
    expect(await check(alice, [[ca, {}]])).toBe('good');
    expect(await check(alice, [[ca, LISTED]])).toBe('revoked: keyCompromise');
    expect(await check(alice, [])).toBe('crl-unreachable');
    expect(await check(alice, [[await createTestAuthority('CN=Other'), LISTED]])).toBe('crl-unreachable');
  });

  it('tells why a list does not count', async () => {
    expect(await check(alice, [[ca, { nextUpdate: NOW }]])).toBe('crl-expired');
    expect(await check(alice, [[ca, { thisUpdate: NOW + 1 }]])).toBe('crl-unusable');
    const signedBy = await createTestAuthority('CN=Mallory');
    expect(await check(alice, [[ca, { signedBy }]])).toBe('crl-signature-invalid');
  });

  it('takes the newest list first', async () => {
    const older = { ...LISTED, thisUpdate: NOW - 60 };
    expect(
      await check(alice, [
        [ca, older],
        [ca, {}],
      ]),
    ).toBe('good');
    expect(
      await check(alice, [
        [ca, { thisUpdate: NOW - 60 }],
        [ca, LISTED],
      ]),
    ).toBe('revoked: keyCompromise');
  });

  it('takes the list with the higher number first when two are of one time', async () => {
    const [former, latter] = [{ crlNumber: 0x30 }, { crlNumber: 0x32, ...LISTED }];
    expect(
      await check(alice, [
        [ca, former],
        [ca, latter],
      ]),
    ).toBe('revoked: keyCompromise');
    expect(
      await check(alice, [
        [ca, latter],
        [ca, former],
      ]),
    ).toBe('revoked: keyCompromise');
  });

  it('takes a delta that fits into account and leaves out one that does not', async () => {
    const delta = { ...LISTED, crlNumber: 12, baseCrlNumber: 10 };
    expect(
      await check(alice, [
        [ca, { crlNumber: 10 }],
        [ca, delta],
      ]),
    ).toBe('revoked: keyCompromise');
    expect(
      await check(alice, [
        [ca, { crlNumber: 9 }],
        [ca, delta],
      ]),
    ).toBe('good');
    expect(await check(alice, [[ca, delta]])).toBe('crl-unreachable');
  });
});

describe('reasons in several lists', () => {
  // Bits 1 to 3 and 4 to 8 of ReasonFlags.
  const first = issuingDistributionPoint(der(0x83, Buffer.of(4, 0x70)));
  const second = issuingDistributionPoint(der(0x83, Buffer.of(7, 0x0f, 0x80)));

  it('prove a certificate good together only', async () => {
    expect(await check(alice, [[ca, { extensions: [first] }]])).toBe('crl-unusable');
    expect(
      await check(alice, [
        [ca, { extensions: [first] }],
        [ca, { extensions: [second] }],
      ]),
    ).toBe('good');
  });

  it('revoke from any of them', async () => {
    const lists: Lists = [
      [ca, { extensions: [first] }],
      [ca, { extensions: [second], ...LISTED }],
    ];
    expect(await check(alice, lists)).toBe('revoked: keyCompromise');
  });
});

describe('a distribution point of the certificate', () => {
  it('chooses among lists that name theirs', async () => {
    const uri = 'http://pki/a.crl';
    const points = new Extension('2.5.29.31', false, der(0x30, der(0x30, derPointName(uri))));
    const bob = await ca.issueCertificate({ extensions: [points] });
    const list = (name: string): Partial<TestCrl> => ({
      extensions: [issuingDistributionPoint(derPointName(name))],
    });
    expect(await check(bob, [[ca, list(uri)]])).toBe('good');
    expect(await check(bob, [[ca, list('http://pki/b.crl')]])).toBe('crl-unusable');
  });
});

describe('another signer of CRLs', () => {
  it('with the name of the CA counts when the CA certified its key', async () => {
    const signer = await createTestAuthority(NAME);
    const keys = { publicKey: await publicKeyOf(signer), privateKey: signer.privateKey };
    const certified = await ca.issueCertificate({ serialNumber: '99', subject: NAME, keys });
    const lists: Lists = [[signer, LISTED]];
    expect(await check(alice, lists)).toBe('crl-signature-invalid');
    expect(await check(alice, lists, { crlIssuers: [signer.certificate] })).toBe('crl-signature-invalid');
    const asked: string[] = [];
    const validateCrlIssuer = ({ serialNumber }: Certificate, issuer: Certificate): boolean => {
      asked.push(serialNumber);
      return issuer === ca.certificate;
    };
    expect(await check(alice, lists, { crlIssuers: [certified], validateCrlIssuer })).toBe(
      'revoked: keyCompromise',
    );
    expect(asked).toEqual(['99']);
    expect(await check(alice, lists, { crlIssuers: [certified] })).toBe('crl-signature-invalid');
  });

  it('of an indirect CRL counts when the certificate names it and its path is valid', async () => {
    const other = await createTestAuthority('CN=CRL Service');
    const cRLIssuer = der(0xa2, der(0xa4, new Uint8Array(new Name('CN=CRL Service').toArrayBuffer())));
    const points = new Extension(
      '2.5.29.31',
      false,
      der(0x30, der(0x30, derPointName('http://crl/a'), cRLIssuer)),
    );
    const carol = await ca.issueCertificate({ extensions: [points] });
    const indirect = issuingDistributionPoint(derPointName('http://crl/a'), derFlag(4));
    const certificateIssuer = new Extension(
      '2.5.29.29',
      true,
      der(0x30, der(0xa4, new Uint8Array(new Name(NAME).toArrayBuffer()))),
    );
    const trusted = { crlIssuers: [other.certificate], validateCrlIssuer: () => true };
    const listed = [{ serialNumber: '0a', extensions: [certificateIssuer] }];
    const own = [{ serialNumber: '0a' }];
    expect(await check(carol, [[other, { extensions: [indirect], entries: listed }]], trusted)).toBe(
      'revoked: unspecified',
    );
    expect(await check(carol, [[other, { extensions: [indirect], entries: own }]], trusted)).toBe('good');
    expect(await check(carol, [[other, { entries: own }]], trusted)).toBe('crl-unusable');
    expect(
      await check(carol, [[other, { extensions: [indirect] }]], { crlIssuers: [other.certificate] }),
    ).toBe('crl-signature-invalid');
  });
});

function publicKeyOf({ certificate }: TestAuthority): Promise<CryptoKey> {
  const spki = Uint8Array.from(certificate.subjectPublicKeyInfo.der);
  return crypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
}
