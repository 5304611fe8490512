/**
 * core/xml owns what SAML, WS-Federation and WS-Trust share: a strict reader, Exclusive XML
 * Canonicalization, enveloped signatures, encryption, and the assertions of SAML 1.1 and 2.0.
 *
 * Pure: text in, values out; hash and signature primitives are passed in (`XmlCrypto`, `XmlSigner`). One
 * reader serves everything, so what is verified and what is read can't differ. Malformed input throws
 * `XmlError` with a code; a signature that does not hold is a verdict with its checks.
 *
 *   parse.ts, tree.ts, shape.ts   text -> immutable elements, and reading them in order
 *   markup.ts, namespaces.ts, characters.ts   the one pass over the text that parse.ts has looked through
 *   template.ts                   writing: xml`<a b="${value}"/>`
 *   c14n/   dsig/   enc/   saml11/   saml20/
 */
export { decodeBase64, encodeBase64 } from './base64.ts';
export { type CanonicalizeOptions, canonicalize } from './c14n/canonicalize.ts';
export { isXmlCharacters } from './characters.ts';
export {
  type DigestAlgorithm,
  findSignatureAlgorithm,
  type SignatureAlgorithm,
  signatureUri,
} from './dsig/algorithms.ts';
export type { VerificationKey, XmlCrypto, XmlSigner } from './dsig/crypto.ts';
export type { SignatureFailure } from './dsig/refusal.ts';
export { type SignEnvelopedOptions, signEnveloped } from './dsig/sign.ts';
export {
  type SignatureVerdict,
  type VerifiedElement,
  type VerifyEnvelopedOptions,
  verifiedChild,
  verifyEnvelopedSignature,
} from './dsig/verify.ts';
export {
  type MessageSignatureVerdict,
  type VerifyMessageOptions,
  verifyMessageSignature,
} from './dsig/verify-message.ts';
export type { ContentEncryption, KeyTransportHash } from './enc/algorithms.ts';
export { decryptElement, type XmlDecryptor } from './enc/decrypt.ts';
export { encryptElement, type XmlEncryptor } from './enc/encrypt.ts';
export { type EncryptedContent, readEncrypted } from './enc/encrypted-shape.ts';
export { XmlError, type XmlErrorCode } from './error.ts';
export { DEFAULT_LIMITS, parseXml, type XmlLimits } from './parse.ts';
export { joinClaimType, splitClaimType } from './saml11/claim-type.ts';
export { readAssertion } from './saml11/read.ts';
export type { NameIdentifier, Saml11Assertion } from './saml11/types.ts';
export { SAML11 } from './saml11/vocabulary.ts';
export { writeAssertion } from './saml11/write.ts';
export { decryptNameId } from './saml20/encrypted-name.ts';
export { readEntityName, readNameId, readSaml20Assertion } from './saml20/read.ts';
export type { NameId, Saml20Assertion } from './saml20/types.ts';
export { NAME_ID_FORMATS, SAML20 } from './saml20/vocabulary.ts';
export { writeNameId, writeSaml20Assertion } from './saml20/write.ts';
export { allowAttributes, type ChildReader, readChildren, requiredAttribute, textOf } from './shape.ts';
export { type XmlText, xml, xmlDocument } from './template.ts';
export { formatDateTime, parseDateTime } from './time.ts';
export { attributeOf, childElements, isNamed, type XmlAttribute, type XmlElement } from './tree.ts';
