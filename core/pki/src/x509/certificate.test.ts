import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { bitString, boolean, der, integer, name, octetString, oid, sequence, text } from '../_der.ts';
import {
  extension,
  issue,
  KeyUsageFlags,
  keyUsage,
  NOW,
  type TestIdentity,
  x509,
  YEAR,
} from '../_test-pki.ts';
import { PkiError } from '../error.ts';
import { parseCertificate } from './certificate.ts';
import { formatName } from './name-format.ts';
import { hexOf } from './serial-number.ts';
import { readRfc822Name, readUserPrincipalName } from './subject-alt-names.ts';
import type { CertificateExtensions } from './types.ts';

const VALUE = octetString(Buffer.from('in common'));

const upn = (value: Uint8Array): Uint8Array => der(0xa0, oid('1.3.6.1.4.1.311.20.2.3'), der(0xa0, value));

/** Parses a certificate that carries one extension with this value. */
async function parseWith(extnID: string, value: Uint8Array<ArrayBuffer>): Promise<CertificateExtensions> {
  const { certificate } = await issue({ subject: 'CN=X', extensions: [extension(extnID, false, value)] });
  return certificate.extensions;
}

async function refusal(extnID: string, value: Uint8Array<ArrayBuffer>): Promise<string> {
  try {
    await parseWith(extnID, value);
  } catch (error) {
    if (error instanceof PkiError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('parseCertificate', () => {
  let ca: TestIdentity;
  let leaf: TestIdentity;

  beforeAll(async () => {
    ca = await issue({ subject: 'DC=com, DC=contoso, CN=Contoso CA', ca: true, pathLength: 0 });
    leaf = await issue({
      subject: 'C=US, O=Contoso, CN=Alice',
      issuer: ca,
      serialNumber: '00a1b2c3',
      extensions: [
        keyUsage(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyAgreement),
        new x509.SubjectAlternativeNameExtension([
          { type: 'upn', value: 'alice@contoso.com' },
          { type: 'email', value: 'alice@mail.contoso.com' },
          { type: 'dns', value: 'laptop.contoso.com' },
          { type: 'ip', value: '192.0.2.7' },
          { type: 'url', value: 'https://contoso.com/alice' },
        ]),
      ],
    });
  });

  it('reads the fields as Node reads them', () => {
    const { certificate } = leaf;
    const node = new X509Certificate(certificate.der);
    expect(certificate.version).toBe(3);
    expect(certificate.serialNumber.toUpperCase()).toBe(node.serialNumber);
    expect(formatName(certificate.subject, 'encoded')).toBe('C=US, O=Contoso, CN=Alice');
    expect(formatName(certificate.issuer)).toBe('CN=Contoso CA, DC=contoso, DC=com');
    expect(certificate.validity).toEqual({ notBefore: NOW - YEAR, notAfter: NOW + 10 * YEAR });
    expect(hexOf(certificate.subjectPublicKeyInfo.der)).toBe(
      node.publicKey.export({ type: 'spki', format: 'der' }).toString('hex'),
    );
    expect(certificate.signatureAlgorithm).toEqual({
      algorithm: '1.2.840.10045.4.3.2',
      parameters: undefined,
    });
  });

  it('reads key usage and basic constraints', () => {
    expect([...(leaf.certificate.extensions.keyUsage ?? [])]).toEqual(['digitalSignature', 'keyAgreement']);
    expect(leaf.certificate.extensions.basicConstraints).toBeUndefined();
    expect(ca.certificate.extensions.basicConstraints).toEqual({ cA: true, pathLenConstraint: 0 });
  });

  it('reads every kind of alternative name', () => {
    expect(leaf.certificate.extensions.subjectAltName).toMatchObject([
      { kind: 'otherName', typeId: '1.3.6.1.4.1.311.20.2.3', text: 'alice@contoso.com' },
      { kind: 'rfc822Name', value: 'alice@mail.contoso.com' },
      { kind: 'dNSName', value: 'laptop.contoso.com' },
      { kind: 'iPAddress', octets: Uint8Array.of(192, 0, 2, 7) },
      { kind: 'uniformResourceIdentifier', value: 'https://contoso.com/alice' },
    ]);
    expect(readUserPrincipalName(leaf.certificate)).toEqual(['alice@contoso.com']);
    expect(readRfc822Name(leaf.certificate)).toEqual(['alice@mail.contoso.com']);
  });

  it('returns every user principal name, and only those in a UTF8String', async () => {
    const names = sequence(upn(text(0x0c, 'a@x')), upn(text(0x16, 'ia5@x')), upn(text(0x0c, 'b@x')));
    const { certificate } = await issue({
      subject: 'CN=X',
      extensions: [extension('2.5.29.17', false, names)],
    });
    expect(readUserPrincipalName(certificate)).toEqual(['a@x', 'b@x']);
  });

  it.each([
    ['an array', (der: Uint8Array) => new Uint8Array(der)],
    ['a Buffer', (der: Uint8Array) => Buffer.from(der)],
  ])('keeps its own copy of the bytes of %s', (_, copy) => {
    const bytes = copy(leaf.certificate.der);
    const certificate = parseCertificate(bytes);
    bytes.fill(0);
    expect(formatName(certificate.subject)).toBe('CN=Alice, O=Contoso, C=US');
    expect(hexOf(certificate.der)).toBe(hexOf(leaf.certificate.der));
  });

  it('gives certificates that have an extension in common the same object, which keeps neither of them', async () => {
    const extensions = [keyUsage(KeyUsageFlags.digitalSignature), extension('1.2.3.4', false, VALUE)];
    const [one, other] = await Promise.all(
      ['CN=One', 'CN=Other'].map(
        async (subject) => (await issue({ subject, issuer: ca, extensions })).certificate,
      ),
    );
    expect(one?.extensions.keyUsage).toEqual(new Set(['digitalSignature']));
    expect(one?.extensions.keyUsage).toBe(other?.extensions.keyUsage);
    const [unknown, another] = [one, other].map((each) =>
      each?.extensions.all.find(({ extnID }) => extnID === '1.2.3.4'),
    );
    expect(unknown).toBe(another);
    expect(hexOf(unknown?.extnValue ?? new Uint8Array())).toBe(hexOf(VALUE));
    expect([one?.der.buffer, other?.der.buffer]).not.toContain(unknown?.extnValue.buffer);
    expect(one?.extensions.subjectKeyIdentifier?.buffer).toBe(one?.der.buffer);
  });

  it('tells an extension from one that differs in being critical alone', async () => {
    const [critical, not] = await Promise.all(
      [true, false].map(async (isCritical) => {
        const extensions = [extension('1.2.3.5', isCritical, VALUE)];
        return (await issue({ subject: 'CN=X', extensions })).certificate.extensions.all;
      }),
    );
    const find = (all: CertificateExtensions['all'] = []) => all.find(({ extnID }) => extnID === '1.2.3.5');
    expect([find(critical)?.critical, find(not)?.critical]).toEqual([true, false]);
  });

  it('refuses a certificate above the size budget', () => {
    expect(() => parseCertificate(new Uint8Array(64 * 1024 + 1))).toThrowError(
      expect.objectContaining({ code: 'too-large' }),
    );
  });
});

describe('extensions', () => {
  const uri = der(0x86, Buffer.from('http://crl.contoso.com/ca.crl'));

  it('reads CRL distribution points', async () => {
    const point = sequence(der(0xa0, der(0xa0, uri)), bitString(1, Uint8Array.of(0x40)).with(0, 0x81));
    const { cRLDistributionPoints } = await parseWith('2.5.29.31', sequence(point));
    expect(cRLDistributionPoints).toEqual([
      {
        fullName: [{ kind: 'uniformResourceIdentifier', value: 'http://crl.contoso.com/ca.crl' }],
        reasons: new Set(['keyCompromise']),
      },
    ]);
  });

  it('reads the authority key identifier', async () => {
    const value = sequence(
      der(0x80, Uint8Array.of(1, 2)),
      der(0xa1, der(0xa4, name(['2.5.4.3', 'Root']))),
      integer(200, 0x82),
    );
    const { authorityKeyIdentifier } = await parseWith('2.5.29.35', value);
    expect(authorityKeyIdentifier).toMatchObject({
      keyIdentifier: Uint8Array.of(1, 2),
      authorityCertSerialNumber: 'c8',
    });
  });

  it('reads name constraints', async () => {
    const value = sequence(
      der(0xa0, sequence(der(0x82, Buffer.from('contoso.com')))),
      der(0xa1, sequence(der(0x87, Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0)))),
    );
    const { nameConstraints } = await parseWith('2.5.29.30', value);
    expect(nameConstraints).toEqual({
      permittedSubtrees: [
        { base: { kind: 'dNSName', value: 'contoso.com' }, minimum: 0, maximum: undefined },
      ],
      excludedSubtrees: [
        {
          base: { kind: 'iPAddress', octets: Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0) },
          minimum: 0,
          maximum: undefined,
        },
      ],
    });
  });

  it('reads policy constraints and inhibitAnyPolicy', async () => {
    const constraints = sequence(integer(0, 0x80), integer(3, 0x81));
    expect((await parseWith('2.5.29.36', constraints)).policyConstraints).toEqual({
      requireExplicitPolicy: 0,
      inhibitPolicyMapping: 3,
    });
    expect((await parseWith('2.5.29.54', integer(2))).inhibitAnyPolicy).toBe(2);
  });

  it('lets an explicit FALSE through, which several card issuers write', async () => {
    expect((await parseWith('2.5.29.19', sequence(boolean(false)))).basicConstraints).toEqual({ cA: false });
  });

  it('reads a subjectAltName without a name, which a template filled with nothing makes, as no names', async () => {
    expect((await parseWith('2.5.29.17', sequence())).subjectAltName).toEqual([]);
  });

  it('reads a policy qualifier that is an identifier alone', async () => {
    const qualified = sequence(
      oid('1.2.3'),
      sequence(sequence(oid('1.2.4')), sequence(oid('1.2.5'), integer(1))),
    );
    const { certificatePolicies } = await parseWith('2.5.29.32', sequence(qualified));
    expect(certificatePolicies).toEqual([{ policyIdentifier: '1.2.3', qualifiers: ['1.2.4', '1.2.5'] }]);
  });

  const policy = sequence(oid('1.2.3'));
  it.each([
    ['keyUsage that is no BIT STRING', '2.5.29.15', octetString(Uint8Array.of(1)), 'unexpected-tag'],
    ['issuerAltName without a name', '2.5.29.18', sequence(), 'empty-sequence'],
    ['extKeyUsage without a purpose', '2.5.29.37', sequence(), 'empty-sequence'],
    ['certificatePolicies without a policy', '2.5.29.32', sequence(), 'empty-sequence'],
    ['one policy named twice', '2.5.29.32', sequence(policy, policy), 'bad-extension'],
    ['policyMappings without a mapping', '2.5.29.33', sequence(), 'empty-sequence'],
    ['empty nameConstraints', '2.5.29.30', sequence(), 'empty-sequence'],
    ['nameConstraints with an empty list', '2.5.29.30', sequence(der(0xa0)), 'empty-sequence'],
    ['empty policyConstraints', '2.5.29.36', sequence(), 'empty-sequence'],
    [
      'a distribution point of reasons alone',
      '2.5.29.31',
      sequence(sequence(der(0x81, Uint8Array.of(1, 0x40)))),
      'bad-extension',
    ],
    [
      'a negative path length',
      '2.5.29.19',
      sequence(boolean(true), der(0x02, Uint8Array.of(0xff))),
      'bad-integer',
    ],
    ['an address of five octets', '2.5.29.17', sequence(der(0x87, new Uint8Array(5))), 'bad-extension'],
    ['an address with mask as a name', '2.5.29.17', sequence(der(0x87, new Uint8Array(8))), 'bad-extension'],
    ['a mail address that is not ASCII', '2.5.29.17', sequence(der(0x81, Uint8Array.of(0xe9))), 'bad-string'],
    ['an unknown kind of name', '2.5.29.17', sequence(der(0x89, Uint8Array.of(1))), 'unexpected-tag'],
    ['bytes after the value', '2.5.29.14', Uint8Array.of(4, 1, 7, 0), 'trailing-bytes'],
    ['half an issuer and serial', '2.5.29.35', sequence(integer(5, 0x82)), 'bad-extension'],
  ])('refuses %s', async (_, extnID, value, code) => {
    expect(await refusal(extnID, Uint8Array.from(value))).toBe(code);
  });
});
