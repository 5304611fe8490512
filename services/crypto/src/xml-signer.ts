import { createPrivateKey, hash, KeyObject, sign, verify, X509Certificate } from 'node:crypto';
import type { DigestAlgorithm, SignatureAlgorithm, XmlCrypto, XmlSigner } from '@signet/xml';
import { RecentMap } from './recent-map.ts';

/**
 * Digest and signature check of XML signatures on node:crypto. Public keys of certificates that were used lately are
 * kept: to read one costs more than to verify with it.
 */
export function createXmlCrypto(): XmlCrypto {
  const known = new RecentMap<string, KeyObject>(MAX_KEYS);
  const publicKeyOf = (certificate: Uint8Array): KeyObject => {
    // The whole certificate is the key of the map: nothing but equal bytes finds it.
    const name = Buffer.from(certificate.buffer, certificate.byteOffset, certificate.byteLength).toString(
      'latin1',
    );
    const kept = known.get(name);
    if (kept !== undefined) return kept;
    const { publicKey } = new X509Certificate(certificate);
    if (!isUsual(publicKey)) throw new TypeError('a key that costs too much');
    known.set(name, publicKey);
    return publicKey;
  };
  return Object.freeze({
    digest: (algorithm: DigestAlgorithm, data: Uint8Array) => hash(algorithm, data, 'buffer'),
    verify: (input: VerifyInput) => verifyXmlSignature(input, publicKeyOf),
  });
}

/**
 * Signs with RSA or ECDSA by the key's type: rsa-sha256, and for curves the hash of their size. It is signed at once,
 * in this thread, as JWTs are: handing one signature to another thread and waiting for it costs a third of the signature
 * again. Throws a `TypeError` for a key of another kind, or one that is not the certificate's.
 */
export function createXmlSigner(key: {
  /** A key object, or PKCS #8 DER. */
  readonly privateKey: KeyObject | Uint8Array;
  /** DER. */
  readonly certificate: Uint8Array;
}): XmlSigner {
  const privateKey = toKeyObject(key.privateKey);
  if (!new X509Certificate(key.certificate).checkPrivateKey(privateKey)) {
    throw new TypeError('the certificate does not belong to the private key');
  }
  const algorithm = algorithmFor(privateKey);
  return Object.freeze({
    algorithm,
    certificate: key.certificate,
    sign: async (data: Uint8Array) =>
      sign(hashOf(algorithm), data, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  });
}

type VerifyInput = Parameters<XmlCrypto['verify']>[0];

function verifyXmlSignature(
  { algorithm, certificate, data, signature }: VerifyInput,
  publicKeyOf: (certificate: Uint8Array) => KeyObject,
): boolean {
  try {
    const key = publicKeyOf(certificate);
    // The key decides, not the message: an algorithm of another family is never tried on it.
    if (key.asymmetricKeyType !== KEY_TYPES[algorithm]) return false;
    return verify(hashOf(algorithm), data, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false; // an unreadable certificate, a signature of impossible length
  }
}

/**
 * Some certificates come with the message that they sign: whoever picks the largest key, a long exponent or a rare curve
 * has each verification cost a hundred times what it should.
 */
function isUsual({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n, namedCurve = '' } = asymmetricKeyDetails;
  if (asymmetricKeyType === 'rsa') return modulusLength <= MAX_MODULUS && publicExponent <= MAX_EXPONENT;
  return CURVES.has(namedCurve);
}

function toKeyObject(key: KeyObject | Uint8Array): KeyObject {
  if (key instanceof KeyObject) return key;
  return createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' });
}

function algorithmFor(key: KeyObject): SignatureAlgorithm {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType === 'rsa') return 'rsa-sha256';
  if (key.asymmetricKeyType === 'ec' && curve === 'prime256v1') return 'ecdsa-sha256';
  if (key.asymmetricKeyType === 'ec' && curve === 'secp384r1') return 'ecdsa-sha384';
  if (key.asymmetricKeyType === 'ec' && curve === 'secp521r1') return 'ecdsa-sha512';
  throw new TypeError(`no XML signature is made with a key of type ${key.asymmetricKeyType} ${curve ?? ''}`);
}

function hashOf(algorithm: SignatureAlgorithm): string {
  return algorithm.slice(algorithm.indexOf('-') + 1);
}

/** Of federation partners and their messages; each is a few kilobytes. */
const MAX_KEYS = 256;
/** Governments' CAs have 4096 bits. */
const MAX_MODULUS = 8192;
/** 65537 as a rule; FIPS 186-5 §A.1.1 allows longer ones, which nobody makes. */
const MAX_EXPONENT = 2n ** 33n;
const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

const KEY_TYPES = {
  'rsa-sha1': 'rsa',
  'rsa-sha256': 'rsa',
  'rsa-sha384': 'rsa',
  'rsa-sha512': 'rsa',
  'ecdsa-sha256': 'ec',
  'ecdsa-sha384': 'ec',
  'ecdsa-sha512': 'ec',
} as const satisfies Record<SignatureAlgorithm, 'rsa' | 'ec'>;
