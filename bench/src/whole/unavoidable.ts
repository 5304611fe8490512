import {
  constants,
  createHash,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { medianOf } from '../measure.ts';

/** Microseconds of one operation each. */
export interface Costs {
  readonly 'RSA signature': number;
  readonly 'RSA verification': number;
  /** A new key pair and the shared secret. */
  readonly 'X25519 agreement': number;
  /** SHA-256 of what is signed, 4 KB. */
  readonly 'digest of an assertion': number;
  /** SHA-256 of a code verifier. */
  readonly 'digest of a code verifier': number;
}

/** How many of each a thing that is measured cannot do without. */
export type Count = Readonly<Partial<Record<keyof Costs, number>>>;

/**
 * TLS 1.3 with RSA: a key agreement and the server's signature; where a client has a certificate also the check of its signature
 * (RFC 8446 §4.4.3). Encryption of records and derivation of keys are left out, which makes the limit the harder one.
 */
export const FEDERATED_SIGN_IN: Count = {
  // Three handshakes, the assertion, access token and ID token.
  'RSA signature': 6,
  // The client's in the handshake, the CA's under the certificate, the assertion's.
  'RSA verification': 3,
  'X25519 agreement': 3,
  // Made and checked.
  'digest of an assertion': 2,
  'digest of a code verifier': 1,
};

/** Of these what is left when the handshakes are counted whole. */
export const BESIDE_HANDSHAKES: Count = {
  'RSA signature': 3,
  'RSA verification': 2,
  'digest of an assertion': 2,
  'digest of a code verifier': 1,
};

/** Medians of many, the operations taking turns. */
export function measureCosts(): Costs {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const peer = generateKeyPairSync('x25519').publicKey;
  const text = randomBytes(64);
  const assertion = randomBytes(4096);
  // As TLS 1.3 signs; PKCS #1 v1.5, as tokens are signed, costs the same.
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const signature = sign('sha256', text, { key: privateKey, ...padding });
  return medianOf(Array.from({ length: 20 }), 20, {
    'RSA signature': () => sign('sha256', text, { key: privateKey, ...padding }),
    'RSA verification': () => verify('sha256', text, { key: publicKey, ...padding }, signature),
    'X25519 agreement': () => {
      const own = generateKeyPairSync('x25519');
      diffieHellman({ privateKey: own.privateKey, publicKey: peer });
    },
    'digest of an assertion': () => createHash('sha256').update(assertion).digest(),
    'digest of a code verifier': () => createHash('sha256').update(text).digest(),
  });
}

/** Microseconds of all of them. */
export function sumOf(count: Count, costs: Costs): number {
  return Object.entries(count).reduce((sum, [name, times]) => sum + times * costs[name as keyof Costs], 0);
}
