import { decodeBase64 } from '../base64.ts';
import { XmlError } from '../error.ts';
import {
  allowAttributes,
  type ChildReader,
  readChildren,
  refuse,
  requiredAttribute,
  textOf,
} from '../shape.ts';
import { attributeOf, descendants, isNamed, type XmlElement } from '../tree.ts';
import { DSIG, EXCLUSIVE_C14N, EXCLUSIVE_METHODS } from './algorithms.ts';

/** A ds:Signature of the one shape that SAML profiles allow, taken apart but not yet believed. */
export interface SignatureShape extends SignedInfoShape, ReferenceShape {
  readonly signatureValue: Uint8Array;
  /** DER of the certificates in KeyInfo: they select a configured key, they never are one. */
  readonly certificates: readonly Uint8Array[];
}

/** What a signature signs, beside the References. */
export interface SignedInfoShape {
  readonly signedInfo: XmlElement;
  readonly canonicalizationMethod: Method;
  readonly signatureMethod: string;
}

export interface ReferenceShape {
  readonly referenceUri: string;
  readonly transforms: readonly Method[];
  readonly digestMethod: string;
  readonly digestValue: Uint8Array;
}

/** A ds:Signature over parts of a message (WSS SOAP Message Security 1.1 §8), not yet believed. */
export interface MessageSignatureShape extends SignedInfoShape {
  /** At least one, at most `MAX_REFERENCES`. */
  readonly references: readonly ReferenceShape[];
  readonly signatureValue: Uint8Array;
  readonly keyInfo: XmlElement;
}

/** A canonicalisation method or transform. */
export interface Method {
  readonly algorithm: string;
  readonly inclusivePrefixes: readonly string[];
}

/** Throws `XmlError` for any departure: a second Reference, an Object, text where none belongs. */
export function readSignature(signature: XmlElement): SignatureShape {
  allowAttributes(signature, 'Id');
  const children = readChildren(signature, DSIG);
  const { references, ...signedInfo } = readSignedInfo(children.required('SignedInfo'));
  const [reference, second] = references;
  if (reference === undefined || second !== undefined) refuse(signature, 'must have exactly one Reference');
  const signatureValue = decodeBase64(textOf(children.required('SignatureValue')));
  const keyInfo = children.optional('KeyInfo');
  children.end();
  return {
    ...signedInfo,
    ...reference,
    signatureValue,
    certificates: keyInfo === undefined ? [] : readCertificates(keyInfo),
  };
}

/** Throws `XmlError` for any departure: no KeyInfo, an Object, more References than a message has parts. */
export function readMessageSignature(signature: XmlElement): MessageSignatureShape {
  allowAttributes(signature, 'Id');
  const children = readChildren(signature, DSIG);
  const signedInfo = readSignedInfo(children.required('SignedInfo'));
  const signatureValue = decodeBase64(textOf(children.required('SignatureValue')));
  const keyInfo = children.required('KeyInfo');
  children.end();
  return { ...signedInfo, signatureValue, keyInfo };
}

function readSignedInfo(
  signedInfo: XmlElement,
): SignedInfoShape & { readonly references: readonly ReferenceShape[] } {
  const children = readChildren(signedInfo, DSIG);
  const canonicalizationMethod = readMethod(children.required('CanonicalizationMethod'));
  const signatureMethod = readMethod(children.required('SignatureMethod')).algorithm;
  const references = [children.required('Reference'), ...children.all('Reference')];
  children.end();
  if (references.length > MAX_REFERENCES) refuse(signedInfo, `has more than ${MAX_REFERENCES} References`);
  return { signedInfo, canonicalizationMethod, signatureMethod, references: references.map(readReference) };
}

function readReference(reference: XmlElement): ReferenceShape {
  const children = readChildren(reference, DSIG);
  const transforms = readTransforms(children);
  const digestMethod = readMethod(children.required('DigestMethod')).algorithm;
  const digestValue = decodeBase64(textOf(children.required('DigestValue')));
  children.end();
  return { referenceUri: requiredAttribute(reference, 'URI'), transforms, digestMethod, digestValue };
}

function readTransforms(children: ChildReader): readonly Method[] {
  const transforms = children.optional('Transforms');
  if (transforms === undefined) return [];
  const inner = readChildren(transforms, DSIG);
  const methods = inner.all('Transform').map(readMethod);
  inner.end();
  return methods;
}

/** Algorithm, and InclusiveNamespaces as the only parameter there may be. */
function readMethod(method: XmlElement): Method {
  allowAttributes(method, 'Algorithm');
  const algorithm = requiredAttribute(method, 'Algorithm');
  const children = readChildren(method, EXCLUSIVE_C14N);
  const isExclusive = EXCLUSIVE_METHODS.has(algorithm);
  const inclusive = isExclusive ? children.optional('InclusiveNamespaces') : undefined;
  children.end();
  const list = inclusive === undefined ? '' : (attributeOf(inclusive, 'PrefixList') ?? '');
  return { algorithm, inclusivePrefixes: list.split(/[ \t\r\n]+/).filter((prefix) => prefix !== '') };
}

function readCertificates(keyInfo: XmlElement): readonly Uint8Array[] {
  return descendants(keyInfo)
    .filter((element) => isNamed(element, DSIG, 'X509Certificate'))
    .slice(0, MAX_CERTIFICATES)
    .flatMap(readCertificate);
}

/** KeyInfo is a hint (XML Signature §4.4): one that cannot be read selects nothing, and the configured keys stay. */
function readCertificate(element: XmlElement): readonly Uint8Array[] {
  try {
    return [decodeBase64(textOf(element))];
  } catch (error) {
    if (error instanceof XmlError) return [];
    throw error;
  }
}

// A chain in KeyInfo is short, and only the signer's own certificate can select a key.
const MAX_CERTIFICATES = 8;
// Timestamp, To and a handful of other headers; each costs a canonicalisation of what it names.
const MAX_REFERENCES = 8;
