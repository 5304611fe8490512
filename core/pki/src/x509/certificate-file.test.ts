import { beforeAll, describe, expect, it } from 'vitest';
import { issue, type TestIdentity } from '../_test-pki.ts';
import { parseCertificates } from './certificate-file.ts';
import { hexOf } from './serial-number.ts';

const pem = (label: string, bytes: Uint8Array, lineEnd = '\n'): string => {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join(lineEnd);
};
const refusal = (code: string): unknown => expect.objectContaining({ code });

describe('parseCertificates', () => {
  let one: TestIdentity;
  let two: TestIdentity;
  beforeAll(async () => {
    one = await issue({ subject: 'CN=One' });
    two = await issue({ subject: 'CN=Two' });
  });
  const fingerprints = (input: string | Uint8Array): string[] =>
    parseCertificates(input).map((certificate) => hexOf(certificate.der));

  it('reads DER', () => {
    expect(fingerprints(one.certificate.der)).toEqual([hexOf(one.certificate.der)]);
  });

  it.each(['\n', '\r\n', '\r'])('reads several PEM blocks with text around them, line end %j', (lineEnd) => {
    const file = `subject=One${lineEnd}${pem('CERTIFICATE', one.certificate.der, lineEnd)}${lineEnd}${pem('CERTIFICATE', two.certificate.der, lineEnd)}`;
    const expected = [hexOf(one.certificate.der), hexOf(two.certificate.der)];
    expect(fingerprints(file)).toEqual(expected);
    expect(fingerprints(Buffer.from(file))).toEqual(expected);
  });

  it('passes over blocks that are no certificates', () => {
    const file = pem('X509 CRL', Uint8Array.of(1)) + pem('CERTIFICATE', two.certificate.der);
    expect(fingerprints(file)).toEqual([hexOf(two.certificate.der)]);
  });

  it.each(['PRIVATE KEY', 'RSA PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'EC PRIVATE KEY'])(
    'refuses a file with a %s, damaged or not',
    (label) => {
      const file = pem('CERTIFICATE', one.certificate.der) + pem(label, Uint8Array.of(1, 2, 3));
      expect(() => parseCertificates(file)).toThrowError(refusal('private-key-refused'));
      expect(() => parseCertificates(file.slice(0, -20))).toThrowError(refusal('private-key-refused'));
    },
  );

  it.each(['', 'hello', '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----'])(
    'says when there is no certificate in %j',
    (file) => {
      expect(() => parseCertificates(file)).toThrowError(refusal('no-certificate'));
    },
  );

  it.each([
    '-----BEGIN CERTIFICATE-----\nAAAA',
    '-----BEGIN CERTIFICATE-----\nAA*A\n-----END CERTIFICATE-----',
    '-----BEGIN CERTIFICATE-----\nAAAAA\n-----END CERTIFICATE-----',
    '-----BEGIN CERTIFICATE-----\nAAA==\n-----END CERTIFICATE-----',
    '-----BEGIN CERTIFICATE-----\nA=AA\n-----END CERTIFICATE-----',
    '-----BEGIN CERTIFICATE',
  ])('refuses %j', (file) => {
    expect(() => parseCertificates(file)).toThrowError(refusal('bad-pem'));
  });

  it('refuses a file that is larger than any bundle', () => {
    expect(() => parseCertificates(' '.repeat(16 * 1024 * 1024 + 1))).toThrowError(refusal('too-large'));
  });

  it('refuses a label without end', () => {
    expect(() => parseCertificates(`-----BEGIN ${'A'.repeat(5_000_000)}`)).toThrowError(refusal('bad-pem'));
    const label = 'A'.repeat(5_000_000);
    const file = `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----`;
    expect(() => parseCertificates(file)).toThrowError(refusal('bad-pem'));
  });

  it('refuses more blocks than its budget', () => {
    const block = '-----BEGIN X-----\nAAAA\n-----END X-----\n';
    expect(() => parseCertificates(block.repeat(1025))).toThrowError(refusal('too-many-elements'));
  });
});
