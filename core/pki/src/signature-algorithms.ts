import { type DerReader, parseDer } from './der/reader.ts';
import { constructedContextTag, TAG } from './der/tags.ts';
import { PkiError } from './error.ts';
import type { AlgorithmIdentifier } from './signature-verifier.ts';
import { readAlgorithmIdentifier } from './x509/algorithm-identifier.ts';

export type HashName = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** What a signature's AlgorithmIdentifier says, parameters checked. */
export type SignatureAlgorithm =
  | { readonly scheme: 'rsa-pkcs1' | 'ecdsa' | 'dsa'; readonly hash: HashName }
  | { readonly scheme: 'rsa-pss'; readonly hash: HashName; readonly saltLength: number }
  | { readonly scheme: 'ed25519' };

export interface LegacySignatureAlgorithm {
  readonly scheme: 'rsa-pkcs1';
  readonly hash: 'md5';
}

/** What a SubjectPublicKeyInfo holds, as far as policy asks. */
export type PublicKeyKind =
  | { readonly kind: 'rsa' | 'rsa-pss'; readonly modulusLength: number }
  | { readonly kind: 'ec'; readonly namedCurve: 'P-256' | 'P-384' | 'P-521' }
  /** `modulusLength` is absent when the parameters are to be inherited (RFC 3279 §2.3.2). */
  | { readonly kind: 'dsa'; readonly modulusLength: number | undefined }
  | { readonly kind: 'ed25519' };

/**
 * The algorithm when it is one that this project knows with parameters that its standard allows; `undefined`
 * for all else, MD5 and MD2 included. Whether a known one is acceptable is the caller's policy.
 */
export function parseSignatureAlgorithm(identifier: AlgorithmIdentifier): SignatureAlgorithm | undefined {
  if (identifier.algorithm === RSASSA_PSS) return parsePss(identifier.parameters);
  const known = SIGNATURE_ALGORITHMS.get(identifier.algorithm);
  return known !== undefined && parametersFit(known, identifier.parameters) ? known : undefined;
}

/**
 * RSA with MD5, which `parseSignatureAlgorithm` leaves out, so that whoever forgets to ask never accepts it: an
 * anchor's terms must name it.
 */
export function parseLegacySignatureAlgorithm(
  identifier: AlgorithmIdentifier,
): LegacySignatureAlgorithm | undefined {
  if (identifier.algorithm !== MD5_WITH_RSA) return undefined;
  return parametersFit(MD5_ALGORITHM, identifier.parameters) ? MD5_ALGORITHM : undefined;
}

/** The key's kind when it is one that this project knows; `undefined` for all else and for malformed keys. */
export function describePublicKey(key: PublicKeyInfo): PublicKeyKind | undefined {
  const known = KINDS.get(key);
  if (known !== undefined) return known.kind;
  const kind = tryDescribeKey(key);
  KINDS.set(key, { kind });
  return kind;
}

interface PublicKeyInfo {
  readonly algorithm: AlgorithmIdentifier;
  readonly subjectPublicKey: Uint8Array;
}

function tryDescribeKey(key: PublicKeyInfo): PublicKeyKind | undefined {
  try {
    return describeKey(key.algorithm, key.subjectPublicKey);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

// The keys of a trust store's CAs are judged at every sign-in.
const KINDS = new WeakMap<PublicKeyInfo, { readonly kind: PublicKeyKind | undefined }>();

function describeKey(
  { algorithm, parameters }: AlgorithmIdentifier,
  subjectPublicKey: Uint8Array,
): PublicKeyKind | undefined {
  switch (algorithm) {
    case RSA_ENCRYPTION:
      return describeRsaKey('rsa', subjectPublicKey);
    case RSASSA_PSS:
      return describeRsaKey('rsa-pss', subjectPublicKey);
    case EC_PUBLIC_KEY:
      return describeEcKey(parameters);
    case DSA:
      return { kind: 'dsa', modulusLength: dsaModulusLength(parameters) };
    case ED25519:
      return parameters === undefined && subjectPublicKey.length === 32 ? { kind: 'ed25519' } : undefined;
    default:
      return undefined;
  }
}

// RFC 5480 §2.1.1: named curves only. Explicit parameters let an attacker choose the generator (CVE-2020-0601).
function describeEcKey(parameters: Uint8Array | undefined): PublicKeyKind | undefined {
  if (parameters?.[0] !== TAG.objectIdentifier) return undefined;
  const namedCurve = NAMED_CURVES.get(parseDer(parameters, (reader) => reader.readObjectIdentifier()));
  return namedCurve === undefined ? undefined : { kind: 'ec', namedCurve };
}

// RFC 8017 §3.1: the modulus is a product of odd primes, the exponent odd and at least 3. With an exponent of 1 whoever
// knows the key signs, and OpenSSL finds it good.
function describeRsaKey(kind: 'rsa' | 'rsa-pss', subjectPublicKey: Uint8Array): PublicKeyKind | undefined {
  return parseDer(subjectPublicKey, (reader) =>
    reader.within(TAG.sequence, () => {
      const modulus = reader.readInteger();
      const publicExponent = reader.readInteger();
      const isSound = isOddAndPositive(modulus) && isOddAndPositive(publicExponent) && !isOne(publicExponent);
      return isSound ? { kind, modulusLength: bitLength(modulus) } : undefined;
    }),
  );
}

function isOddAndPositive(integer: Uint8Array): boolean {
  return (integer[0] ?? 0) < 0x80 && ((integer[integer.length - 1] ?? 0) & 1) === 1;
}

function isOne(integer: Uint8Array): boolean {
  return integer.length === 1 && integer[0] === 1;
}

// RFC 3279 §2.3.2: Dss-Parms is p, q, g.
function dsaModulusLength(parameters: Uint8Array | undefined): number | undefined {
  if (parameters === undefined) return undefined;
  return parseDer(parameters, (reader) =>
    reader.within(TAG.sequence, () => {
      const p = reader.readInteger();
      reader.readInteger();
      reader.readInteger();
      return bitLength(p);
    }),
  );
}

function bitLength(integer: Uint8Array): number {
  const first = integer.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (integer.length - first) * 8 - (Math.clz32(integer[first] ?? 0) - 24);
}

function parametersFit(
  { scheme }: Pick<SignatureAlgorithm, 'scheme'>,
  parameters: Uint8Array | undefined,
): boolean {
  if (parameters === undefined) return true;
  // RFC 4055 §5 asks for NULL with RSA, and some leave it out; RFC 5758 §3 and RFC 8410 §3 ask for nothing.
  const isNull = parameters.length === 2 && parameters[0] === TAG.null && parameters[1] === 0;
  return scheme === 'rsa-pkcs1' && isNull;
}

function parsePss(parameters: Uint8Array | undefined): SignatureAlgorithm | undefined {
  if (parameters === undefined) return undefined;
  try {
    return parseDer(parameters, (reader) => reader.within(TAG.sequence, () => readPssParameters(reader)));
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

// RFC 4055 §3.1: all four have defaults, of SHA-1 times.
function readPssParameters(reader: DerReader): SignatureAlgorithm | undefined {
  const hash = reader.optional(constructedContextTag(0), () => readHash(reader)) ?? 'sha1';
  const mgfHash = reader.optional(constructedContextTag(1), () => readMaskGeneration(reader)) ?? 'sha1';
  const saltLength = reader.optional(constructedContextTag(2), () => reader.readSmallInteger()) ?? 20;
  const trailer = reader.optional(constructedContextTag(3), () => reader.readSmallInteger()) ?? 1;
  // Two different hashes are legal, unused, and beyond what node:crypto can be asked for.
  if (hash === 'unknown' || mgfHash !== hash || trailer !== 1) return undefined;
  return { scheme: 'rsa-pss', hash, saltLength };
}

function readMaskGeneration(reader: DerReader): HashName | 'unknown' {
  const { algorithm, parameters } = readAlgorithmIdentifier(reader);
  if (algorithm !== MGF1 || parameters === undefined) return 'unknown';
  return parseDer(parameters, readHash);
}

function readHash(reader: DerReader): HashName | 'unknown' {
  return findHashName(readAlgorithmIdentifier(reader).algorithm) ?? 'unknown';
}

const MD5_WITH_RSA = '1.2.840.113549.1.1.4';
const MD5_ALGORITHM: LegacySignatureAlgorithm = Object.freeze({ scheme: 'rsa-pkcs1', hash: 'md5' });

const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
const MGF1 = '1.2.840.113549.1.1.8';
const RSASSA_PSS = '1.2.840.113549.1.1.10';
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
/** id-dsa, RFC 3279 §2.3.2. */
export const DSA = '1.2.840.10040.4.1';
const ED25519 = '1.3.101.112';

const SIGNATURE_ALGORITHMS: ReadonlyMap<string, SignatureAlgorithm> = new Map<string, SignatureAlgorithm>([
  ['1.2.840.113549.1.1.5', { scheme: 'rsa-pkcs1', hash: 'sha1' }],
  ['1.2.840.113549.1.1.11', { scheme: 'rsa-pkcs1', hash: 'sha256' }],
  ['1.2.840.113549.1.1.12', { scheme: 'rsa-pkcs1', hash: 'sha384' }],
  ['1.2.840.113549.1.1.13', { scheme: 'rsa-pkcs1', hash: 'sha512' }],
  ['1.2.840.10045.4.1', { scheme: 'ecdsa', hash: 'sha1' }],
  ['1.2.840.10045.4.3.2', { scheme: 'ecdsa', hash: 'sha256' }],
  ['1.2.840.10045.4.3.3', { scheme: 'ecdsa', hash: 'sha384' }],
  ['1.2.840.10045.4.3.4', { scheme: 'ecdsa', hash: 'sha512' }],
  ['1.2.840.10040.4.3', { scheme: 'dsa', hash: 'sha1' }],
  ['2.16.840.1.101.3.4.3.2', { scheme: 'dsa', hash: 'sha256' }],
  [ED25519, { scheme: 'ed25519' }],
]);

/** The hash that an identifier names by itself: in RSASSA-PSS parameters, and in OCSP's CertID. */
export function findHashName(algorithm: string): HashName | undefined {
  return HASHES.get(algorithm);
}

const HASHES: ReadonlyMap<string, HashName> = new Map<string, HashName>([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

const NAMED_CURVES: ReadonlyMap<string, 'P-256' | 'P-384' | 'P-521'> = new Map<
  string,
  'P-256' | 'P-384' | 'P-521'
>([
  ['1.2.840.10045.3.1.7', 'P-256'],
  ['1.3.132.0.34', 'P-384'],
  ['1.3.132.0.35', 'P-521'],
]);
