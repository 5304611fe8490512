import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bitString, der, integer, oid, sequence } from './_der.ts';
import { describePublicKey, parseSignatureAlgorithm } from './signature-algorithms.ts';
import { parseSubjectPublicKeyInfo } from './x509/public-key-info.ts';

const describeKey = (key: KeyObject): unknown =>
  describePublicKey(parseSubjectPublicKeyInfo(key.export({ type: 'spki', format: 'der' })));
const describeDer = (key: Uint8Array): unknown => describePublicKey(parseSubjectPublicKeyInfo(key));
const rsa = (modulus: Uint8Array, exponent: Uint8Array = integer(65537)): Uint8Array =>
  sequence(sequence(oid('1.2.840.113549.1.1.1')), bitString(0, sequence(der(0x02, modulus), exponent)));

describe('describePublicKey', () => {
  it.each([
    [{ kind: 'rsa', modulusLength: 1024 }, generateKeyPairSync('rsa', { modulusLength: 1024 })],
    [{ kind: 'rsa', modulusLength: 2048 }, generateKeyPairSync('rsa', { modulusLength: 2048 })],
    [{ kind: 'rsa-pss', modulusLength: 2048 }, generateKeyPairSync('rsa-pss', { modulusLength: 2048 })],
    [{ kind: 'ec', namedCurve: 'P-256' }, generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    [{ kind: 'ec', namedCurve: 'P-384' }, generateKeyPairSync('ec', { namedCurve: 'P-384' })],
    [{ kind: 'ec', namedCurve: 'P-521' }, generateKeyPairSync('ec', { namedCurve: 'P-521' })],
    [{ kind: 'ed25519' }, generateKeyPairSync('ed25519')],
    [undefined, generateKeyPairSync('ed448')],
    [undefined, generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
    [undefined, generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' })],
  ])('says %j', (expected, { publicKey }) => {
    expect(describeKey(publicKey)).toEqual(expected);
  });

  it('counts the bits of an RSA modulus, not its octets', () => {
    expect(describeDer(rsa(Uint8Array.of(0x01, 0xff)))).toEqual({ kind: 'rsa', modulusLength: 9 });
    expect(describeDer(rsa(Uint8Array.of(0x00, 0xff)))).toEqual({ kind: 'rsa', modulusLength: 8 });
  });

  it.each([
    ['exponent of 1, with which everybody signs', [0x01, 0xff], [0x01]],
    ['exponent of 0', [0x01, 0xff], [0x00]],
    ['even exponent', [0x01, 0xff], [0x02]],
    ['negative exponent', [0x01, 0xff], [0x81]],
    ['even modulus', [0x01, 0xfe], [0x03]],
    ['negative modulus', [0x81, 0x01], [0x03]],
    ['modulus of 0', [0x00], [0x03]],
  ])('knows no RSA key with an %s', (_, modulus, exponent) => {
    expect(describeDer(rsa(Uint8Array.from(modulus), der(0x02, Uint8Array.from(exponent))))).toBeUndefined();
  });

  it('knows no malformed key', () => {
    const broken = sequence(sequence(oid('1.2.840.113549.1.1.1')), bitString(0, Uint8Array.of(1, 2)));
    expect(describeDer(broken)).toBeUndefined();
    const shortEd25519 = sequence(sequence(oid('1.3.101.112')), bitString(0, new Uint8Array(31)));
    expect(describeDer(shortEd25519)).toBeUndefined();
  });
});

describe('parseSignatureAlgorithm', () => {
  it('reads the defaults of RSA-PSS as the SHA-1 that they are', () => {
    const algorithm = parseSignatureAlgorithm({ algorithm: '1.2.840.113549.1.1.10', parameters: sequence() });
    expect(algorithm).toEqual({ scheme: 'rsa-pss', hash: 'sha1', saltLength: 20 });
  });

  it.each(['__proto__', 'constructor', 'toString', ''])('knows no algorithm named %j', (algorithm) => {
    expect(parseSignatureAlgorithm({ algorithm, parameters: undefined })).toBeUndefined();
  });
});
