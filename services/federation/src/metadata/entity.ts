import type { UnixSeconds } from '@signet/pki';
import {
  attributeOf,
  childElements,
  DEFAULT_LIMITS,
  decodeBase64,
  isNamed,
  parseDateTime,
  parseXml,
  requiredAttribute,
  SAML20,
  textOf,
  type XmlElement,
  XmlError,
} from '@signet/xml';

/** Metadata of one entity as far as it does not matter what the entity is (SAML 2.0 metadata §2.3.2). */
export interface EntityMetadata {
  /** The root; nothing of it is verified. */
  readonly document: XmlElement;
  readonly entityId: string;
  readonly validUntil: UnixSeconds | undefined;
  readonly cacheDurationSeconds: number | undefined;
  /** DER of every signing certificate of every role, in the order of the document, each once. */
  readonly signingCertificates: readonly Uint8Array[];
  /** The same of those roles alone that issue assertions: of SAML's identity provider and WS-Federation's. */
  readonly issuerCertificates: readonly Uint8Array[];
}

/** Reads an EntityDescriptor, of SAML or of WS-Federation. Throws `XmlError`. */
export function readEntityMetadata(text: string): EntityMetadata {
  // The Shibboleth SP writes comments. A signature does not cover them (exclusive C14N), and no text is cut at one.
  const document = parseXml(text, DEFAULT_LIMITS, 'passed-over');
  if (!isNamed(document, SAML20.metadata, 'EntityDescriptor')) {
    throw new XmlError('unexpected-shape', 'the metadata is not that of one entity (EntityDescriptor)');
  }
  const entityId = requiredAttribute(document, 'entityID').trim();
  if (!ENTITY_ID.test(entityId)) throw new XmlError('invalid-value', 'the entityID is no identifier');
  const validUntil = attributeOf(document, 'validUntil');
  const cacheDuration = attributeOf(document, 'cacheDuration');
  return {
    document,
    entityId,
    validUntil: validUntil === undefined ? undefined : parseDateTime(validUntil),
    cacheDurationSeconds: cacheDuration === undefined ? undefined : parseDuration(cacheDuration),
    signingCertificates: readSigningCertificates(childElements(document)),
    issuerCertificates: readSigningCertificates(childElements(document).filter(isIssuer)),
  };
}

function isIssuer(role: XmlElement): boolean {
  return ['IDPSSODescriptor', 'RoleDescriptor'].some((name) => isNamed(role, SAML20.metadata, name));
}

function readSigningCertificates(roles: readonly XmlElement[]): readonly Uint8Array[] {
  const keys = roles
    .flatMap(childElements)
    .filter((child) => isNamed(child, SAML20.metadata, 'KeyDescriptor'))
    .filter((key) => ['signing', undefined].includes(attributeOf(key, 'use')));
  const texts = keys
    .flatMap((key) => below(key, 'X509Certificate'))
    .map((each) => textOf(each).replace(/\s/g, ''));
  const unique = [...new Set(texts)];
  if (unique.length > MAX_CERTIFICATES) {
    throw new XmlError('unexpected-shape', `more than ${MAX_CERTIFICATES} signing certificates are named`);
  }
  return unique.map(decodeBase64);
}

function below(element: XmlElement, localName: string): readonly XmlElement[] {
  return childElements(element).flatMap((child) =>
    isNamed(child, DSIG, localName) ? [child] : below(child, localName),
  );
}

/** xs:duration in seconds; a month has thirty days and a year 365, which is near enough for a cache. */
export function parseDuration(text: string): number {
  const match = DURATION.exec(text.trim());
  const parts = match?.slice(1).map((part) => Number(part ?? 0)) ?? [];
  if (match === null || match.slice(1).every((part) => part === undefined)) {
    throw new XmlError('invalid-value', `not an xs:duration: ${JSON.stringify(text.slice(0, 40))}`);
  }
  return parts.reduce((sum, part, i) => sum + part * (UNIT_SECONDS[i] ?? 0), 0);
}

const DURATION =
  /^P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})(?:\.\d{1,9})?S)?)?$/;
const UNIT_SECONDS = [365 * 86_400, 30 * 86_400, 86_400, 3600, 60, 1];
const ENTITY_ID = /^[^\s\p{C}]{1,2048}$/u;
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
/** A partner has its present key and the next; what names more is not of one partner. */
const MAX_CERTIFICATES = 8;
