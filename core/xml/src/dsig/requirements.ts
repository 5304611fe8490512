import { equalBytes } from '@signet/pki';
import { type CanonicalizeOptions, canonicalize } from '../c14n/canonicalize.ts';
import { descendants, type XmlElement } from '../tree.ts';
import {
  type DigestAlgorithm,
  EXCLUSIVE_METHODS,
  findDigestAlgorithm,
  findSignatureAlgorithm,
  type SignatureAlgorithm,
} from './algorithms.ts';
import type { XmlCrypto } from './crypto.ts';
import { Refusal } from './refusal.ts';
import type { ReferenceShape, SignedInfoShape } from './signature-shape.ts';

/**
 * Every element that has an ID, by it. An ID that stands twice would let the reference and the reader mean
 * different elements (signature wrapping), so it throws a `Refusal`.
 */
export function requireUniqueIds(document: XmlElement): ReadonlyMap<string, XmlElement> {
  const byId = new Map<string, XmlElement>();
  for (const element of descendants(document)) {
    for (const { localName, value } of element.attributes) {
      if (!ID_ATTRIBUTES.has(localName)) continue;
      if (byId.has(value)) throw new Refusal('duplicate-id', `The ID ${JSON.stringify(value)} stands twice.`);
      byId.set(value, element);
    }
  }
  return byId;
}

/** The algorithm of a SignatureMethod, if it is one that is taken. */
export function requireSignatureMethod(
  { signatureMethod }: { readonly signatureMethod: string },
  allowSha1: boolean,
): SignatureAlgorithm {
  return findSignatureAlgorithm(signatureMethod, allowSha1) ?? refuseAlgorithm(signatureMethod);
}

/** The same of a DigestMethod. */
export function requireDigest(
  { digestMethod }: { readonly digestMethod: string },
  allowSha1: boolean,
): DigestAlgorithm {
  return findDigestAlgorithm(digestMethod, allowSha1) ?? refuseAlgorithm(digestMethod);
}

/** SignedInfo as it was signed: canonical, by the only method that is taken. */
export function canonicalSignedInfo({ signedInfo, canonicalizationMethod }: SignedInfoShape): string {
  const { algorithm, inclusivePrefixes } = canonicalizationMethod;
  if (EXCLUSIVE_METHODS.has(algorithm)) return canonicalize(signedInfo, { inclusivePrefixes });
  throw new Refusal('algorithm-not-allowed', 'SignedInfo must be canonicalised exclusively.');
}

/** The element, as it is canonicalised, has the digest of the Reference; `changed` says it when it has not. */
export function requireDigestOf(
  element: XmlElement,
  options: CanonicalizeOptions,
  {
    crypto,
    digest,
    reference,
    changed,
  }: {
    readonly crypto: Pick<XmlCrypto, 'digest'>;
    readonly digest: DigestAlgorithm;
    readonly reference: Pick<ReferenceShape, 'digestValue'>;
    readonly changed: string;
  },
): void {
  const octets = UTF8.encode(canonicalize(element, options));
  if (!equalBytes(crypto.digest(digest, octets), reference.digestValue)) {
    throw new Refusal('digest-mismatch', changed);
  }
}

function refuseAlgorithm(uri: string): never {
  throw new Refusal('algorithm-not-allowed', `${uri} is not accepted; sign with RSA or ECDSA and SHA-256.`);
}

// By local name, whatever the namespace (wsu:Id, xml:id): readers elsewhere may follow any of them.
const ID_ATTRIBUTES = new Set(['ID', 'Id', 'id', 'AssertionID', 'ResponseID', 'RequestID']);
const UTF8 = new TextEncoder();
