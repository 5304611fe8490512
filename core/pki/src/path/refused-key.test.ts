import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createSignatureVerifier } from '@signet/crypto';
import { expect, it } from 'vitest';
import { issue, NOW } from '../_test-pki.ts';
import { parseSubjectPublicKeyInfo } from '../x509/public-key-info.ts';
import { validatePath } from './validate-path.ts';

const ACCEPTED =
  'have it reissued with a key that is accepted, RSA from 2048 bits, P-256, P-384, P-521 or Ed25519.';

it.each<[string, KeyObject | Uint8Array, string]>([
  ['P-224', ec('secp224r1'), `ECDSA on P-224 (1.3.132.0.33), which is not accepted: ${ACCEPTED}`],
  ['secp256k1', ec('secp256k1'), `ECDSA on secp256k1 (1.3.132.0.10), which is not accepted: ${ACCEPTED}`],
  [
    'a curve of no name',
    ec('secp160r1'),
    `ECDSA on the curve 1.3.132.0.8, which is not accepted: ${ACCEPTED}`,
  ],
  ['explicit parameters', explicitCurve(), `ECDSA without a named curve, which is not accepted: ${ACCEPTED}`],
  [
    'Ed448',
    generateKeyPairSync('ed448').publicKey,
    `Ed448 (1.3.101.113), which is not accepted: ${ACCEPTED}`,
  ],
  [
    'X25519',
    generateKeyPairSync('x25519').publicKey,
    `X25519 (1.3.101.110), which is not accepted: ${ACCEPTED}`,
  ],
  [
    'RSA with 1024 bits',
    generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey,
    'RSA with 1024 bits, at least 2048 are needed: have it reissued with a stronger key.',
  ],
  ['a malformed RSA key', malformedRsa(), `a malformed RSA key: ${ACCEPTED}`],
])('names the key that is refused: %s', async (_, key, words) => {
  const anchor = await issue({ subject: 'CN=Root', ca: true });
  const { certificate } = await issue({ subject: 'CN=End', issuer: anchor });
  const verdict = validatePath({
    // The signature is over what the certificate says, which another key in its place does not change.
    leaf: { ...certificate, subjectPublicKeyInfo: parseSubjectPublicKeyInfo(spki(key)) },
    anchors: [anchor.certificate],
    intermediates: [],
    time: NOW,
    verifySignature: createSignatureVerifier(),
  });
  expect(verdict).toMatchObject({ valid: false, reason: `The key of the certificate CN=End is ${words}` });
});

it.each<[string, KeyObject | Uint8Array, string]>([
  ['P-224', ec('secp224r1'), 'ECDSA on P-224 (1.3.132.0.33), which is not accepted'],
  ['explicit parameters', explicitCurve(), 'ECDSA without a named curve, which is not accepted'],
  ['a malformed RSA key', malformedRsa(), 'a malformed RSA key'],
])('names the key of a CA that is refused, not the signature: %s', async (_, key, words) => {
  const anchor = await issue({ subject: 'CN=Root', ca: true });
  const { certificate } = await issue({ subject: 'CN=End', issuer: anchor });
  const verdict = validatePath({
    leaf: certificate,
    anchors: [{ ...anchor.certificate, subjectPublicKeyInfo: parseSubjectPublicKeyInfo(spki(key)) }],
    intermediates: [],
    time: NOW,
    verifySignature: createSignatureVerifier(),
  });
  expect(verdict).toMatchObject({
    valid: false,
    code: 'algorithm-not-allowed',
    reason: `The key of the certificate CN=Root is ${words}: ${ACCEPTED}`,
  });
});

function spki(key: KeyObject | Uint8Array): Uint8Array {
  return key instanceof Uint8Array ? key : new Uint8Array(key.export({ type: 'spki', format: 'der' }));
}

function ec(namedCurve: string): KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).publicKey;
}

function explicitCurve(): Uint8Array {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' });
  return new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
}

/** An even exponent. */
function malformedRsa(): Uint8Array {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  der[der.length - 1] = 0;
  return der;
}
