import { createRandom, createSystemClock } from '@signet/crypto';
import { createLabPki } from '@signet/lab';
import { describe, expect, it } from 'vitest';
import { CertificateFileError, readCertificate, readCertificateFile } from './certificate-file.ts';

const { root, issuing, tls } = await createLabPki({
  clock: createSystemClock(),
  random: createRandom(),
  keyAlgorithm: 'p-256',
});
const base64 = Buffer.from(root.certificate).toString('base64');

describe('the file of a certificate authority', () => {
  it('is taken as DER and as PEM', () => {
    expect(readCertificate(root.certificate)).toBe(base64);
    expect(readCertificate(Buffer.from(root.certificatePem))).toBe(base64);
  });

  it('is taken as PEM with lines of text around it', () => {
    expect(readCertificate(Buffer.from(`subject=Contoso\r\n${root.certificatePem}\r\nend`))).toBe(base64);
  });

  it.each([
    ['a private key beside the certificate', root.certificatePem + tls.privateKeyPem, 'private key'],
    ['two certificates', root.certificatePem + issuing.certificatePem, '2 certificates'],
    ['a text', 'hello', 'no certificate'],
    ['nothing', '', 'no certificate'],
  ])('is refused with %s, in words', (_what, text, words) => {
    expect(() => readCertificate(Buffer.from(text))).toThrow(CertificateFileError);
    expect(() => readCertificate(Buffer.from(text))).toThrow(words);
  });

  it('is refused unread when it is larger than any certificate', async () => {
    const file = new File([new Uint8Array(1024 * 1024)], 'noise.cer');
    await expect(readCertificateFile(file)).rejects.toThrow('larger than a certificate can be');
  });
});
