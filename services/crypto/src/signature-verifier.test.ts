import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { AlgorithmIdentifier } from '@signet/pki';
import { describe, expect, it } from 'vitest';
import { createSignatureVerifier, sha1Hex } from './signature-verifier.ts';

const verifySignature = createSignatureVerifier();
const data = Buffer.from('signed bytes');
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

const NULL = hex('0500');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsaPss = generateKeyPairSync('rsa-pss', {
  modulusLength: 2048,
  hashAlgorithm: 'sha256',
  mgf1HashAlgorithm: 'sha256',
});
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });
const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
const explicitCurve = generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' });
const ed25519 = generateKeyPairSync('ed25519');
const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });

const id = (algorithm: string, parameters?: Buffer): AlgorithmIdentifier => ({ algorithm, parameters });
const RSA_SHA256 = id('1.2.840.113549.1.1.11', NULL);
const ECDSA_SHA256 = id('1.2.840.10045.4.3.2');
const ED25519 = id('1.3.101.112');

/** RSASSA-PSS-params: SHA-256 and MGF1 with SHA-256, salt of 32 octets unless changed. */
const PSS_SHA256 = hex(
  '3034 a00f300d06096086480165030402010500 a11c301a06092a864886f70d010108300d06096086480165030402010500 a203020120',
);
const PSS = id('1.2.840.113549.1.1.10', PSS_SHA256);
const pssSign = (saltLength: number): Buffer =>
  sign('sha256', data, { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

function judge(algorithm: AlgorithmIdentifier, key: KeyObject, signature: Uint8Array): string {
  return verifySignature({ algorithm, subjectPublicKeyInfo: spki(key), data, signature });
}

describe('createSignatureVerifier', () => {
  it.each([
    ['RSA with SHA-256', RSA_SHA256, rsa, 'sha256'],
    ['RSA with SHA-256 and no NULL', id('1.2.840.113549.1.1.11'), rsa, 'sha256'],
    ['RSA with SHA-384', id('1.2.840.113549.1.1.12', NULL), rsa, 'sha384'],
    ['RSA with SHA-512', id('1.2.840.113549.1.1.13', NULL), rsa, 'sha512'],
    ['RSA with SHA-1, for the path to judge', id('1.2.840.113549.1.1.5', NULL), rsa, 'sha1'],
    ['RSA with MD5, for the path to judge', id('1.2.840.113549.1.1.4', NULL), rsa, 'md5'],
    ['ECDSA P-256', ECDSA_SHA256, p256, 'sha256'],
    ['ECDSA P-384', id('1.2.840.10045.4.3.3'), p384, 'sha384'],
    ['ECDSA P-521', id('1.2.840.10045.4.3.4'), p521, 'sha512'],
    ['Ed25519', ED25519, ed25519, null],
    ['DSA with SHA-1', id('1.2.840.10040.4.3'), dsa, 'sha1'],
    ['DSA with SHA-256', id('2.16.840.1.101.3.4.3.2'), dsa, 'sha256'],
  ])('verifies %s and nothing that was changed', (_, algorithm, keys, digest) => {
    const signature = sign(digest, data, keys.privateKey);
    expect(judge(algorithm, keys.publicKey, signature)).toBe('valid');
    const changed = Buffer.from(signature);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(judge(algorithm, keys.publicKey, changed)).toBe('invalid');
    const subjectPublicKeyInfo = spki(keys.publicKey);
    const other = Buffer.from('other bytes');
    expect(verifySignature({ algorithm, subjectPublicKeyInfo, data: other, signature })).toBe('invalid');
  });

  it('verifies RSA-PSS with the salt length of the parameters and no other', () => {
    expect(judge(PSS, rsa.publicKey, pssSign(32))).toBe('valid');
    expect(judge(PSS, rsa.publicKey, pssSign(20))).toBe('invalid');
  });

  it('verifies RSA-PSS under a key that allows nothing else', () => {
    const signature = sign('sha256', data, { key: rsaPss.privateKey, saltLength: 32 });
    expect(judge(PSS, rsaPss.publicKey, signature)).toBe('valid');
    expect(judge(RSA_SHA256, rsaPss.publicKey, signature)).toBe('invalid');
  });

  it.each([
    ['MD5 with parameters', id('1.2.840.113549.1.1.4', hex('3000'))],
    ['MD2', id('1.2.840.113549.1.1.2', NULL)],
    ['an unknown algorithm', id('1.2.3.4')],
    ['PSS without parameters', id('1.2.840.113549.1.1.10')],
    ['PSS with a mask of another hash', id(PSS.algorithm, hex('3011 a00f300d06096086480165030402010500'))],
    [
      'PSS with an unknown trailer',
      id(PSS.algorithm, hex(`3039${PSS_SHA256.toString('hex').slice(4)}a303020102`)),
    ],
    ['RSA with parameters', id(RSA_SHA256.algorithm, hex('3000'))],
    ['ECDSA with parameters', id(ECDSA_SHA256.algorithm, NULL)],
    ['Ed25519 with parameters', id(ED25519.algorithm, NULL)],
  ])('does not support %s', (_, algorithm) => {
    const signature = sign('sha256', data, rsa.privateKey);
    expect(judge(algorithm, rsa.publicKey, signature)).toBe('unsupported-algorithm');
  });

  it.each([
    ['an RSA signature under an EC key', RSA_SHA256, p256, rsa, 'sha256'],
    ['an ECDSA signature under an RSA key', ECDSA_SHA256, rsa, p256, 'sha256'],
    ['an Ed25519 signature under an EC key', ED25519, p256, ed25519, null],
    ['ECDSA named, Ed25519 used', ECDSA_SHA256, ed25519, ed25519, null],
    ['ECDSA on a curve that is not accepted', ECDSA_SHA256, secp256k1, secp256k1, 'sha256'],
    ['ECDSA on a curve spelt out', ECDSA_SHA256, explicitCurve, explicitCurve, 'sha256'],
  ])('refuses %s', (_, algorithm, keys, signer, digest) => {
    expect(judge(algorithm, keys.publicKey, sign(digest, data, signer.privateKey))).toBe('invalid');
  });

  it.each(['', '3000', '30820122', 'ffffffff'])('answers invalid for the malformed key %j', (key) => {
    const signature = sign('sha256', data, rsa.privateKey);
    const subjectPublicKeyInfo = hex(key);
    expect(verifySignature({ algorithm: RSA_SHA256, subjectPublicKeyInfo, data, signature })).toBe('invalid');
  });

  it.each(['', '00', '3006020100020100', 'ff'.repeat(300)])(
    'answers invalid for the malformed signature %j',
    (text) => {
      for (const [algorithm, keys] of [
        [RSA_SHA256, rsa],
        [ECDSA_SHA256, p256],
        [ED25519, ed25519],
        [PSS, rsa],
      ] as const) {
        expect(judge(algorithm, keys.publicKey, hex(text))).toBe('invalid');
      }
    },
  );
});

it('writes a thumbprint as lower-case hex', () => {
  expect(sha1Hex(Buffer.from('abc'))).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
});
