import { equalBytes } from '@signet/pki';
import { attributeOf, childElements, isNamed, qualifiedName, type XmlElement } from '../tree.ts';
import { DSIG, ENVELOPED_SIGNATURE, EXCLUSIVE_METHODS, type SignatureAlgorithm } from './algorithms.ts';
import type { VerificationKey, XmlCrypto } from './crypto.ts';
import { type Judgement, judge, type Pass } from './judge.ts';
import { Refusal } from './refusal.ts';
import {
  canonicalSignedInfo,
  requireDigest,
  requireDigestOf,
  requireSignatureMethod,
  requireUniqueIds,
} from './requirements.ts';
import { type Method, readSignature, type SignatureShape } from './signature-shape.ts';

export interface VerifyEnvelopedOptions {
  /** The root of the document that the element is in: its IDs must be unique. */
  readonly document: XmlElement;
  /** Whose configured certificates count, chosen by who the message says it is from. At most 8 are tried. */
  readonly keys: readonly VerificationKey[];
  readonly crypto: XmlCrypto;
  /** Take rsa-sha1 and sha1 from an old partner. Default: false. */
  readonly allowSha1?: boolean;
}

/** The element that the digest covers, without its signature. Read data only from this one. */
export type VerifiedElement = XmlElement & { readonly [verified]: true };
declare const verified: unique symbol;

export type SignatureVerdict = Judgement<SignedElement>;

interface SignedElement {
  readonly element: VerifiedElement;
  readonly key: VerificationKey;
  readonly algorithm: SignatureAlgorithm;
}

/**
 * Verifies the enveloped signature of an element by the strict profile of SAML 1.1 §5.4 and SAML 2.0 core
 * §5.4 against signature wrapping: one ds:Signature as direct child, one Reference that points at
 * this very element, enveloped-signature then exclusive canonicalisation, algorithms from a list, a key
 * that is configured. What does not hold is a verdict; this never throws for what the document says.
 */
export function verifyEnvelopedSignature(
  element: XmlElement,
  options: VerifyEnvelopedOptions,
): SignatureVerdict {
  return judge(`${qualifiedName(element)} ${idOf(element) ?? ''}`.trim(), (pass) =>
    verifySteps(element, options, pass),
  );
}

function verifySteps(element: XmlElement, options: VerifyEnvelopedOptions, pass: Pass): SignedElement {
  const signature = requireOneSignature(element);
  const shape = readSignature(signature);
  pass('signature-present', 'There is exactly one signature, in its place.');

  requireReferenceTo(element, shape, options.document);
  pass('signature-reference', 'The signature refers to this element, and no ID stands twice.');

  const transform = requireTransforms(shape);
  const signedInfo = canonicalSignedInfo(shape);
  pass('signature-transforms', 'Enveloped signature and exclusive canonicalisation.');

  const allowSha1 = options.allowSha1 ?? false;
  const algorithm = requireSignatureMethod(shape, allowSha1);
  const digest = requireDigest(shape, allowSha1);
  pass('signature-algorithm', `Signed with ${algorithm}, digest by ${digest}.`);

  const key = requireKey(shape, signedInfo, algorithm, options);
  pass('signature-value', `The signature verifies with ${key.id}.`);

  const changed = 'The content was changed after it was signed.';
  requireDigestOf(
    element,
    { ...transform, omit: signature },
    { crypto: options.crypto, digest, reference: shape, changed },
  );
  pass('signature-digest', 'The content is what was signed.');
  return { element: withoutChild(element, signature), key, algorithm };
}

function requireOneSignature(element: XmlElement): XmlElement {
  const [signature, second] = childElements(element).filter((c) => isNamed(c, DSIG, 'Signature'));
  if (signature === undefined) {
    throw new Refusal('signature-missing', 'The element carries no signature of its own; sign it.');
  }
  if (second !== undefined) throw new Refusal('signature-ambiguous', 'There is more than one signature.');
  return signature;
}

/** SAML core §5.4.2: one Reference, to the ID of the element that holds the signature. */
function requireReferenceTo(element: XmlElement, shape: SignatureShape, document: XmlElement): void {
  const byId = requireUniqueIds(document);
  const id = idOf(element);
  if (id === undefined || id === '' || shape.referenceUri !== `#${id}`) {
    throw new Refusal('signature-wrapped', 'The signature refers to something else than this element.');
  }
  if (byId.get(id) !== element) throw new TypeError('the element is not in the document');
}

function requireTransforms(shape: SignatureShape): { inclusivePrefixes: readonly string[] } {
  const [enveloped, exclusive, ...rest] = shape.transforms;
  const isExclusive = (method: Method | undefined): method is Method =>
    method !== undefined && EXCLUSIVE_METHODS.has(method.algorithm);
  if (enveloped?.algorithm !== ENVELOPED_SIGNATURE || !isExclusive(exclusive) || rest.length > 0) {
    throw new Refusal(
      'transform-not-allowed',
      'The transforms must be enveloped-signature and exclusive canonicalisation.',
    );
  }
  return { inclusivePrefixes: exclusive.inclusivePrefixes };
}

/** Only configured keys are tried. A certificate in KeyInfo that is one of them goes alone. */
function requireKey(
  shape: SignatureShape,
  signedInfo: string,
  algorithm: SignatureAlgorithm,
  { keys, crypto }: VerifyEnvelopedOptions,
): VerificationKey {
  const named = (key: VerificationKey): boolean =>
    shape.certificates.some((certificate) => equalBytes(certificate, key.certificate));
  const selected = keys.filter(named);
  const data = UTF8.encode(signedInfo);
  const key = (selected.length > 0 ? selected : keys)
    .slice(0, MAX_KEYS)
    .find(({ certificate }) =>
      crypto.verify({ algorithm, certificate, data, signature: shape.signatureValue }),
    );
  if (key !== undefined) return key;
  if (selected.length === 0 && shape.certificates.length > 0) {
    throw new Refusal('key-unknown', 'The signer’s certificate is not one that is configured for it.');
  }
  throw new Refusal('signature-invalid', 'No configured certificate verifies the signature.');
}

/**
 * A child of an element that was verified, which is verified with it: a signature over the message covers the
 * assertion in it (SAML 2.0 core §5.3). Anything else is a mistake of the caller.
 */
export function verifiedChild(parent: VerifiedElement, child: XmlElement): VerifiedElement {
  if (parent.children.includes(child)) return child as VerifiedElement;
  throw new TypeError('the element is no child of the verified one');
}

function withoutChild(element: XmlElement, child: XmlElement): VerifiedElement {
  const children = Object.freeze(element.children.filter((each) => each !== child));
  return Object.freeze({ ...element, children }) as VerifiedElement;
}

function idOf(element: XmlElement): string | undefined {
  return attributeOf(element, element.namespaceUri === SAML11_ASSERTION ? 'AssertionID' : 'ID');
}

const UTF8 = new TextEncoder();
const MAX_KEYS = 8; // each costs a public-key operation; a partner has two
const SAML11_ASSERTION = 'urn:oasis:names:tc:SAML:1.0:assertion';
