import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { generateSigningKey } from './signing-key.ts';
import { createXmlCrypto, createXmlSigner } from './xml-signer.ts';

const DATA = new TextEncoder().encode('<a></a>');
const { digest, verify } = createXmlCrypto();
let key: Awaited<ReturnType<typeof generateSigningKey>>;

beforeAll(async () => {
  const times = { notBefore: 1_795_000_000, notAfter: 1_796_000_000, now: 1_795_000_000 };
  key = await generateSigningKey({ use: 'federation-signing', commonName: 'x', ...times }, createRandom());
});

describe('createXmlSigner', () => {
  it('signs what createXmlCrypto verifies, and nothing else verifies', async () => {
    const signer = createXmlSigner(key);
    const { algorithm, certificate } = signer;
    const signature = await signer.sign(DATA);
    expect(algorithm).toBe('rsa-sha256');
    expect(verify({ algorithm, certificate, data: DATA, signature })).toBe(true);
    expect(verify({ algorithm, certificate, data: DATA.subarray(1), signature })).toBe(false);
    expect(verify({ algorithm: 'rsa-sha512', certificate, data: DATA, signature })).toBe(false);
    expect(verify({ algorithm: 'ecdsa-sha256', certificate, data: DATA, signature })).toBe(false);
  });

  it('refuses a key that is not the certificate’s', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => createXmlSigner({ ...key, privateKey })).toThrow(TypeError);
  });
});

describe('createXmlCrypto', () => {
  it.each([
    ['a certificate that is none', Uint8Array.of(1, 2, 3)],
    ['no certificate', new Uint8Array()],
  ])('answers false for %s', (_name, certificate) => {
    expect(verify({ algorithm: 'rsa-sha256', certificate, data: DATA, signature: DATA })).toBe(false);
  });

  it('digests', () => {
    const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(Buffer.from(digest('sha256', new Uint8Array())).toString('hex')).toBe(sha256);
  });
});
