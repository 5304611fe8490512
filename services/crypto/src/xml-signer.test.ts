import { spawnSync } from 'node:child_process';
import {
  createPrivateKey,
  generateKeyPairSync,
  sign,
  verify as verifyNatively,
  X509Certificate,
} from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeLongKey } from './_long-key.ts';
import { createRandom } from './random.ts';
import { generateSigningKey } from './signing-key.ts';
import { createXmlCrypto, createXmlSigner } from './xml-signer.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.log('xml-signer.test.ts: openssl is not installed, its suite is left out');
/** Odd, and of 257 bits. */
const EXPONENT = `rsa_keygen_pubexp:${2n ** 256n + 1n}`;

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

  describe.skipIf(!hasOpenssl)('a key that the sender chose', () => {
    it.each([
      ['on P-256 verifies', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], 'ecdsa-sha256', true],
      ['of 2048 bits verifies', ['rsa:2048'], 'rsa-sha256', true],
      ['on a rare curve does not', ['ec', '-pkeyopt', 'ec_paramgen_curve:sect571r1'], 'ecdsa-sha256', false],
      ['with a long exponent does not', ['rsa:2048', '-pkeyopt', EXPONENT], 'rsa-sha256', false],
    ] as const)('%s, whatever it signed', (_what, newKey, algorithm, expected) => {
      const { certificate, privateKey } = makeWithOpenssl(newKey);
      const signature = sign('sha256', DATA, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      expect(verify({ algorithm, certificate, data: DATA, signature })).toBe(expected);
    });

    it('of more bits than anybody has does not, whatever it signed', () => {
      const { certificate, sign: signWithLongKey } = makeLongKey();
      const signature = signWithLongKey(DATA);
      const { publicKey } = new X509Certificate(certificate);
      expect(publicKey.asymmetricKeyDetails?.modulusLength).toBeGreaterThan(8192);
      // Nothing but its length is wrong with it.
      expect(verifyNatively('sha256', DATA, publicKey, signature)).toBe(true);
      expect(verify({ algorithm: 'rsa-sha256', certificate, data: DATA, signature })).toBe(false);
    });
  });

  it('digests', () => {
    const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(Buffer.from(digest('sha256', new Uint8Array())).toString('hex')).toBe(sha256);
  });
});

function makeWithOpenssl(newKey: readonly string[]) {
  const args = ['req', '-x509', '-nodes', '-subj', '/CN=x', '-keyout', '-', '-newkey', ...newKey];
  const { stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (!stdout.includes('CERTIFICATE')) throw new Error(stderr);
  const certificate = new X509Certificate(/-----BEGIN CERT[\s\S]+?-----END CERT.*/.exec(stdout)![0]).raw;
  return { certificate, privateKey: createPrivateKey(stdout) };
}
