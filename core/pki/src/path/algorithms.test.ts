import { sign } from 'node:crypto';
import { createSignatureVerifier } from '@signet/crypto';
import { describe, expect, it } from 'vitest';
import { createKeys, issue, NOW, type TestIdentity } from '../_test-pki.ts';
import { parseCertificate } from '../x509/certificate.ts';
import type { Certificate } from '../x509/types.ts';
import type { PathRelaxation } from './types.ts';
import { validatePath } from './validate-path.ts';

const RSA = { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' } as const;
const PKCS1 = { ...RSA, name: 'RSASSA-PKCS1-v1_5' } as const;

function judge(leaf: Certificate, anchor: TestIdentity, allow: readonly PathRelaxation[] = []): string {
  const verdict = validatePath({
    leaf,
    anchors: [anchor.certificate],
    intermediates: [],
    time: NOW,
    verifySignature: createSignatureVerifier(),
    allow,
  });
  return verdict.valid ? 'valid' : verdict.code;
}

describe('a path signed with', () => {
  it.each<[string, RsaHashedKeyGenParams | EcKeyGenParams | Algorithm, Algorithm | EcdsaParams]>([
    ['RSA PKCS #1 v1.5 and SHA-256', PKCS1, PKCS1],
    [
      'RSA PKCS #1 v1.5 and SHA-512',
      { ...PKCS1, hash: 'SHA-512' },
      { ...PKCS1, hash: 'SHA-512' } as Algorithm,
    ],
    ['RSA-PSS', { ...RSA, name: 'RSA-PSS' }, { ...RSA, name: 'RSA-PSS', saltLength: 32 } as Algorithm],
    ['ECDSA on P-384', { name: 'ECDSA', namedCurve: 'P-384' }, { name: 'ECDSA', hash: 'SHA-384' }],
    ['ECDSA on P-521', { name: 'ECDSA', namedCurve: 'P-521' }, { name: 'ECDSA', hash: 'SHA-512' }],
    ['Ed25519', { name: 'Ed25519' }, { name: 'Ed25519' }],
  ])('%s is valid, and not under another key', async (_, keyAlgorithm, signingAlgorithm) => {
    const [anchor, other] = (await Promise.all(
      [1, 2].map(async () =>
        issue({ subject: 'CN=Root', ca: true, keys: await createKeys(keyAlgorithm), signingAlgorithm }),
      ),
    )) as [TestIdentity, TestIdentity];
    const { certificate } = await issue({ subject: 'CN=End', issuer: anchor, signingAlgorithm });
    expect(judge(certificate, anchor)).toBe('valid');
    expect(judge(certificate, other)).toBe('signature-invalid');
  });

  it('MD5 is refused unless it is allowed by name', async () => {
    const anchor = await issue({
      subject: 'CN=Root',
      ca: true,
      keys: await createKeys(PKCS1),
      signingAlgorithm: PKCS1,
    });
    const modern = await issue({ subject: 'CN=End', issuer: anchor, signingAlgorithm: PKCS1 });
    const md5 = await signAgainWithMd5(modern.certificate, anchor.keys.privateKey);
    expect(judge(md5, anchor)).toBe('algorithm-not-allowed');
    expect(judge(md5, anchor, ['sha1', 'dsa', 'rsa1024'])).toBe('algorithm-not-allowed');
    expect(judge(md5, anchor, ['md5'])).toBe('valid');
  });
});

/** WebCrypto signs nothing with MD5, so the OID in the certificate is changed, and the signature made by hand. */
async function signAgainWithMd5({ der, tbsCertificate }: Certificate, key: CryptoKey): Promise<Certificate> {
  const bytes = Buffer.from(der);
  const [sha256WithRsa, md5WithRsa] = [0x0b, 0x04].map((last) => Buffer.from([...RSA_SIGNATURES, last]));
  for (
    let at = bytes.indexOf(sha256WithRsa ?? '');
    at >= 0;
    at = bytes.indexOf(sha256WithRsa ?? '', at + 1)
  ) {
    bytes.set(md5WithRsa ?? [], at);
  }
  const tbs = bytes.subarray(tbsCertificate.byteOffset - der.byteOffset).subarray(0, tbsCertificate.length);
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  const signature = sign('md5', tbs, { key: pkcs8, format: 'der', type: 'pkcs8' });
  bytes.set(signature, bytes.length - signature.length);
  return parseCertificate(bytes);
}

/** OBJECT IDENTIFIER 1.2.840.113549.1.1 with tag and length, its last arc left out. */
const RSA_SIGNATURES = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
