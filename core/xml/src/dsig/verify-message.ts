import { qualifiedName, type XmlElement } from '../tree.ts';
import { EXCLUSIVE_C14N, type SignatureAlgorithm } from './algorithms.ts';
import type { XmlCrypto } from './crypto.ts';
import { type Judgement, judge, type Pass } from './judge.ts';
import { Refusal } from './refusal.ts';
import {
  canonicalSignedInfo,
  requireDigest,
  requireDigestOf,
  requireSignatureMethod,
  requireUniqueIds,
} from './requirements.ts';
import { type MessageSignatureShape, type ReferenceShape, readMessageSignature } from './signature-shape.ts';

export interface VerifyMessageOptions {
  /** The root of the message: its IDs must be unique. */
  readonly document: XmlElement;
  /** Elements that have to be among those that are signed, by identity: the ones that the reader uses. */
  readonly required: readonly XmlElement[];
  /** DER of the certificate that KeyInfo names. Throws `XmlError` when it names none of the message's. */
  readonly findCertificate: (keyInfo: XmlElement) => Uint8Array;
  readonly crypto: XmlCrypto;
  /** Take rsa-sha1 and sha1. Default: false. */
  readonly allowSha1?: boolean;
}

export type MessageSignatureVerdict = Judgement<SignedMessage>;

interface SignedMessage {
  readonly algorithm: SignatureAlgorithm;
  /** DER. Its key made the signature; whether it may is for somebody else to say. */
  readonly certificate: Uint8Array;
  /**
   * Canonical SignedInfo, the same for every copy of the message. SignatureValue is not: anybody can turn an
   * ECDSA signature (r, s) into the equally good (r, n - s).
   */
  readonly signedInfo: string;
}

/**
 * Verifies a signature over parts of a SOAP message, as an endorsing X.509 token makes it (WSS SOAP Message
 * Security 1.1 §8, WS-SecurityPolicy 1.2 §8.3): References by ID, exclusive canonicalisation, algorithms from a
 * list. The certificate comes from the message, so this proves possession of its key and nothing more. What does
 * not hold is a verdict; this never throws for what the message says.
 */
export function verifyMessageSignature(
  signature: XmlElement,
  options: VerifyMessageOptions,
): MessageSignatureVerdict {
  return judge('message signature', (pass) => verifySteps(signature, options, pass));
}

function verifySteps(signature: XmlElement, options: VerifyMessageOptions, pass: Pass): SignedMessage {
  const { crypto, allowSha1 = false } = options;
  const shape = readMessageSignature(signature);
  const certificate = options.findCertificate(shape.keyInfo);
  pass('signature-present', 'There is one signature, and it names its certificate.');

  const parts = findParts(shape, options);
  pass('signature-reference', 'All that has to be signed is, and no ID stands twice.');

  for (const { reference } of parts) requireTransform(reference);
  const signedInfo = canonicalSignedInfo(shape);
  pass('signature-transforms', 'Exclusive canonicalisation.');

  const algorithm = requireSignatureMethod(shape, allowSha1);
  const digests = parts.map(({ reference }) => requireDigest(reference, allowSha1));
  pass('signature-algorithm', `Signed with ${algorithm}, digest by ${[...new Set(digests)].join(', ')}.`);

  const data = UTF8.encode(signedInfo);
  if (!crypto.verify({ algorithm, certificate, data, signature: shape.signatureValue })) {
    throw new Refusal('signature-invalid', 'The certificate of the message does not verify its signature.');
  }
  pass('signature-value', 'The signature verifies with the certificate of the message.');

  for (const [index, { element, reference }] of parts.entries()) {
    const changed = `${qualifiedName(element)} was changed after it was signed.`;
    const digest = digests[index] ?? 'sha256';
    requireDigestOf(element, reference.transforms[0] ?? {}, { crypto, digest, reference, changed });
  }
  pass('signature-digest', 'The content is what was signed.');
  return { algorithm, certificate, signedInfo };
}

interface SignedPart {
  readonly element: XmlElement;
  readonly reference: ReferenceShape;
}

function findParts(
  { references }: MessageSignatureShape,
  { document, required }: VerifyMessageOptions,
): readonly SignedPart[] {
  const byId = requireUniqueIds(document);
  const parts = references.map((reference) => {
    const { referenceUri } = reference;
    const element = referenceUri.startsWith('#') ? byId.get(referenceUri.slice(1)) : undefined;
    if (element !== undefined) return { element, reference };
    throw new Refusal('signature-wrapped', 'A Reference leads to nothing in the message.');
  });
  const missing = required.find((wanted) => !parts.some(({ element }) => element === wanted));
  if (missing === undefined) return parts;
  throw new Refusal('signature-wrapped', `${qualifiedName(missing)} is not signed; sign it.`);
}

function requireTransform({ transforms }: ReferenceShape): void {
  const [only, ...rest] = transforms;
  if (only?.algorithm === EXCLUSIVE_C14N && rest.length === 0) return;
  throw new Refusal(
    'transform-not-allowed',
    'The transform must be exclusive canonicalisation without comments, and nothing else.',
  );
}

const UTF8 = new TextEncoder();
