import {
  constants,
  createHash,
  createPublicKey,
  type KeyObject,
  type VerifyKeyObjectInput,
  verify,
} from 'node:crypto';
import {
  describePublicKey,
  type LegacySignatureAlgorithm,
  type PublicKeyKind,
  parseLegacySignatureAlgorithm,
  parseSignatureAlgorithm,
  parseSubjectPublicKeyInfo,
  type SignatureAlgorithm,
  type SignatureVerifier,
} from '@signet/pki';
import { RecentMap } from './recent-map.ts';

/**
 * The `SignatureVerifier` of core/pki on node:crypto. RSA PKCS #1 v1.5 and PSS, ECDSA on P-256, P-384 and
 * P-521, Ed25519 and DSA; MD2 and unknown algorithms are `unsupported-algorithm`. MD5, SHA-1 and DSA are
 * computed here because whether they count is the path's policy. Never throws: a malformed key or signature is `invalid`.
 */
export function createSignatureVerifier(): SignatureVerifier {
  const keys = new RecentMap<string, PreparedKey>(MAX_KEYS);
  return ({ algorithm, subjectPublicKeyInfo, data, signature }) => {
    const parsed = parseSignatureAlgorithm(algorithm) ?? parseLegacySignatureAlgorithm(algorithm);
    if (parsed === undefined) return 'unsupported-algorithm';
    try {
      const prepared = prepareKey(subjectPublicKeyInfo, keys);
      if (prepared === undefined || !keyFits(parsed, prepared.kind)) return 'invalid';
      const digest = parsed.scheme === 'ed25519' ? null : parsed.hash;
      return verify(digest, data, verificationKey(parsed, prepared.key), signature) ? 'valid' : 'invalid';
    } catch {
      // OpenSSL throws for keys and signatures it can't read, and for restrictions of a PSS key that are not met.
      return 'invalid';
    }
  };
}

interface PreparedKey {
  readonly key: KeyObject;
  readonly kind: PublicKeyKind;
}

// A few CAs sign all that is checked, and making an object of a key costs as much as half a check with it.
function prepareKey(
  subjectPublicKeyInfo: Uint8Array,
  keys: RecentMap<string, PreparedKey>,
): PreparedKey | undefined {
  const der = Buffer.from(
    subjectPublicKeyInfo.buffer,
    subjectPublicKeyInfo.byteOffset,
    subjectPublicKeyInfo.length,
  );
  const name = der.toString('latin1');
  const known = keys.get(name);
  if (known !== undefined) return known;
  const kind = describePublicKey(parseSubjectPublicKeyInfo(subjectPublicKeyInfo));
  if (kind === undefined) return undefined;
  const prepared = { kind, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
  keys.set(name, prepared);
  return prepared;
}

/** SHA-1 as lower-case hex: thumbprints, which Windows and Entra count in SHA-1. Protects nothing. */
export function sha1Hex(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex');
}

// A key of another type could make OpenSSL verify by another scheme than the certificate names. The key is
// described by our own reader because OpenSSL takes a curve that is spelt out for the named one.
function keyFits({ scheme }: Pick<SignatureAlgorithm, 'scheme'>, { kind }: PublicKeyKind): boolean {
  switch (scheme) {
    case 'rsa-pkcs1':
      return kind === 'rsa';
    case 'rsa-pss':
      return kind === 'rsa' || kind === 'rsa-pss';
    case 'ecdsa':
      return kind === 'ec';
    case 'dsa':
    case 'ed25519':
      return kind === scheme;
    default:
      return scheme satisfies never;
  }
}

function verificationKey(
  algorithm: SignatureAlgorithm | LegacySignatureAlgorithm,
  key: KeyObject,
): KeyObject | VerifyKeyObjectInput {
  if (algorithm.scheme !== 'rsa-pss') return key;
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.saltLength };
}

/** Of each of two generations; a key takes about two kilobytes. */
const MAX_KEYS = 512;
