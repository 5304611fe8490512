import { type Check, createEvidence, equalBytes } from '@signet/pki';
import { canonicalize } from '../c14n/canonicalize.ts';
import { qualifiedName, type XmlElement } from '../tree.ts';
import { EXCLUSIVE_C14N, type SignatureAlgorithm } from './algorithms.ts';
import type { XmlCrypto } from './crypto.ts';
import { asRefusal, Refusal, type SignatureFailure, STEPS, type Step } from './refusal.ts';
import { requireDigest, requireSignatureMethod, requireUniqueIds } from './requirements.ts';
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

export type MessageSignatureVerdict = { readonly checks: readonly Check[] } & (
  | {
      readonly status: 'verified';
      readonly algorithm: SignatureAlgorithm;
      /** DER. Its key made the signature; whether it may is for somebody else to say. */
      readonly certificate: Uint8Array;
      /**
       * Canonical SignedInfo, the same for every copy of the message. SignatureValue is not: anybody can turn an
       * ECDSA signature (r, s) into the equally good (r, n - s).
       */
      readonly signedInfo: string;
    }
  | { readonly status: 'refused'; readonly code: SignatureFailure }
);

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
  const evidence = createEvidence();
  const object = 'message signature';
  const pass = (step: Step, detail: string): void =>
    evidence.add({ ...STEPS[step], object, result: 'pass', detail });
  try {
    const signed = verifySteps(signature, options, pass);
    return { status: 'verified', ...signed, checks: evidence.checks };
  } catch (error) {
    const refusal = asRefusal(error);
    evidence.add({ ...STEPS[refusal.step], object, result: 'fail', detail: refusal.message });
    return { status: 'refused', code: refusal.code, checks: evidence.checks };
  }
}

function verifySteps(
  signature: XmlElement,
  options: VerifyMessageOptions,
  pass: (step: Step, detail: string) => void,
): { algorithm: SignatureAlgorithm; certificate: Uint8Array; signedInfo: string } {
  const { crypto, allowSha1 = false } = options;
  const shape = readMessageSignature(signature);
  const certificate = options.findCertificate(shape.keyInfo);
  pass('signature-present', 'There is one signature, and it names its certificate.');

  const parts = findParts(shape, options);
  pass('signature-reference', 'All that has to be signed is, and no ID stands twice.');

  for (const { reference } of parts) requireTransform(reference);
  if (shape.canonicalizationMethod.algorithm !== EXCLUSIVE_C14N) {
    throw new Refusal('algorithm-not-allowed', 'SignedInfo must be canonicalised exclusively.');
  }
  pass('signature-transforms', 'Exclusive canonicalisation.');

  const algorithm = requireSignatureMethod(shape, allowSha1);
  const digests = parts.map(({ reference }) => requireDigest(reference, allowSha1));
  pass('signature-algorithm', `Signed with ${algorithm}, digest by ${[...new Set(digests)].join(', ')}.`);

  const { inclusivePrefixes } = shape.canonicalizationMethod;
  const signedInfo = canonicalize(shape.signedInfo, { inclusivePrefixes });
  const data = UTF8.encode(signedInfo);
  if (!crypto.verify({ algorithm, certificate, data, signature: shape.signatureValue })) {
    throw new Refusal('signature-invalid', 'The certificate of the message does not verify its signature.');
  }
  pass('signature-value', 'The signature verifies with the certificate of the message.');

  for (const [index, { element, reference }] of parts.entries()) {
    const [transform] = reference.transforms;
    const octets = UTF8.encode(canonicalize(element, transform));
    const digest = crypto.digest(digests[index] ?? 'sha256', octets);
    if (equalBytes(digest, reference.digestValue)) continue;
    throw new Refusal('digest-mismatch', `${qualifiedName(element)} was changed after it was signed.`);
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
