import { decodeBase64 } from '../base64.ts';
import { allowAttributes, type ChildReader, readChildren, requiredAttribute, textOf } from '../shape.ts';
import { attributeOf, descendants, isNamed, type XmlElement } from '../tree.ts';
import { DSIG, EXCLUSIVE_C14N } from './algorithms.ts';

/** A ds:Signature of the one shape that SAML profiles allow, taken apart but not yet believed. */
export interface SignatureShape {
  readonly signedInfo: XmlElement;
  readonly canonicalizationMethod: Method;
  readonly signatureMethod: string;
  readonly referenceUri: string;
  readonly transforms: readonly Method[];
  readonly digestMethod: string;
  readonly digestValue: Uint8Array;
  readonly signatureValue: Uint8Array;
  /** DER of the certificates in KeyInfo: they select a configured key, they never are one. */
  readonly certificates: readonly Uint8Array[];
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
  const signedInfo = children.required('SignedInfo');
  const signatureValue = decodeBase64(textOf(children.required('SignatureValue')));
  const keyInfo = children.optional('KeyInfo');
  children.end();
  return {
    signedInfo,
    ...readSignedInfo(signedInfo),
    signatureValue,
    certificates: keyInfo === undefined ? [] : readCertificates(keyInfo),
  };
}

function readSignedInfo(
  signedInfo: XmlElement,
): Omit<SignatureShape, 'signedInfo' | 'signatureValue' | 'certificates'> {
  const children = readChildren(signedInfo, DSIG);
  const canonicalizationMethod = readMethod(children.required('CanonicalizationMethod'));
  const signatureMethod = readMethod(children.required('SignatureMethod')).algorithm;
  const reference = children.required('Reference');
  children.end();
  return { canonicalizationMethod, signatureMethod, ...readReference(reference) };
}

function readReference(
  reference: XmlElement,
): Pick<SignatureShape, 'referenceUri' | 'transforms' | 'digestMethod' | 'digestValue'> {
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
  const inclusive = algorithm === EXCLUSIVE_C14N ? children.optional('InclusiveNamespaces') : undefined;
  children.end();
  const list = inclusive === undefined ? '' : (attributeOf(inclusive, 'PrefixList') ?? '');
  return { algorithm, inclusivePrefixes: list.split(/[ \t\r\n]+/).filter((prefix) => prefix !== '') };
}

function readCertificates(keyInfo: XmlElement): readonly Uint8Array[] {
  return [...descendants(keyInfo)]
    .filter((element) => isNamed(element, DSIG, 'X509Certificate'))
    .slice(0, MAX_CERTIFICATES)
    .map((element) => decodeBase64(textOf(element)));
}

// A chain in KeyInfo is short, and only the signer's own certificate can select a key.
const MAX_CERTIFICATES = 8;
