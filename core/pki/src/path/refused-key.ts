import { parseDer } from '../der/reader.ts';
import { TAG } from '../der/tags.ts';
import { PkiError } from '../error.ts';
import type { AlgorithmIdentifier } from '../signature-verifier.ts';

/** What a key is that is not accepted, by its AlgorithmIdentifier, as the end of a sentence. */
export function describeRefusedKey({ algorithm, parameters }: AlgorithmIdentifier): string {
  if (algorithm === EC_PUBLIC_KEY) return describeCurve(parameters);
  const name = OTHER_KEYS.get(algorithm);
  if (name !== undefined) return `${name} (${algorithm}), which is not accepted`;
  const known = ACCEPTED_KINDS.get(algorithm);
  return known === undefined ? `of a kind that is not accepted (${algorithm})` : `a malformed ${known} key`;
}

// RFC 5480 §2.1.1: a named curve, and nothing else.
function describeCurve(parameters: Uint8Array | undefined): string {
  const oid = readCurve(parameters);
  if (oid === undefined) return 'ECDSA without a named curve, which is not accepted';
  const name = CURVES.get(oid);
  return `ECDSA on ${name === undefined ? `the curve ${oid}` : `${name} (${oid})`}, which is not accepted`;
}

function readCurve(parameters: Uint8Array | undefined): string | undefined {
  if (parameters?.[0] !== TAG.objectIdentifier) return undefined;
  try {
    return parseDer(parameters, (reader) => reader.readObjectIdentifier());
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

const EC_PUBLIC_KEY = '1.2.840.10045.2.1';

/** SEC 2, RFC 5639; what people have by mistake, or by law. */
const CURVES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.10045.3.1.1', 'P-192'],
  ['1.3.132.0.33', 'P-224'],
  ['1.3.132.0.10', 'secp256k1'],
  ['1.3.36.3.3.2.8.1.1.7', 'brainpoolP256r1'],
  ['1.3.36.3.3.2.8.1.1.11', 'brainpoolP384r1'],
  ['1.3.36.3.3.2.8.1.1.13', 'brainpoolP512r1'],
  ['1.2.156.10197.1.301', 'SM2'],
]);

/** RFC 8410 §3, RFC 9881 §3. */
const OTHER_KEYS: ReadonlyMap<string, string> = new Map([
  ['1.3.101.110', 'X25519'],
  ['1.3.101.111', 'X448'],
  ['1.3.101.113', 'Ed448'],
  ['2.16.840.1.101.3.4.3.17', 'ML-DSA-44'],
  ['2.16.840.1.101.3.4.3.18', 'ML-DSA-65'],
  ['2.16.840.1.101.3.4.3.19', 'ML-DSA-87'],
]);

const ACCEPTED_KINDS: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.1', 'RSA'],
  ['1.2.840.113549.1.1.10', 'RSA-PSS'],
  ['1.2.840.10040.4.1', 'DSA'],
  ['1.3.101.112', 'Ed25519'],
]);
