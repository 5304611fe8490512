import { createPrivateKey, KeyObject, type webcrypto } from 'node:crypto';
import type { KeyAlgorithm } from './types.ts';

export function generateKeys(algorithm: KeyAlgorithm): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(WEB_CRYPTO[algorithm], true, ['sign', 'verify']);
}

/** PKCS #8. */
export function privateKeyToPem(key: CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function privateKeyFromPem(pem: string): Promise<CryptoKey> {
  const key = createPrivateKey(pem);
  const algorithm: KeyAlgorithm = key.asymmetricKeyType === 'rsa' ? 'rsa-2048' : 'p-256';
  const pkcs8 = Uint8Array.from(key.export({ type: 'pkcs8', format: 'der' }));
  return crypto.subtle.importKey('pkcs8', pkcs8, WEB_CRYPTO[algorithm], true, ['sign']);
}

/** What a signature by the key is made with; SHA-256 throughout. */
export function signingAlgorithmOf(key: CryptoKey): { name: string; hash: string } {
  return { name: key.algorithm.name, hash: 'SHA-256' };
}

const WEB_CRYPTO = {
  'rsa-2048': {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
  },
  'p-256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
} as const satisfies Record<KeyAlgorithm, object>;
