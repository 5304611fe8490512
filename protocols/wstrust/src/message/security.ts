import type { UnixSeconds } from '@signet/pki';
import {
  attributeOf,
  childElements,
  decodeBase64,
  isNamed,
  parseDateTime,
  readChildren,
  requiredAttribute,
  textOf,
  type XmlElement,
} from '@signet/xml';
import { NAMESPACES, TOKEN_PROFILES } from '../vocabulary.ts';
import { findChild, requireChild, unexpected } from './children.ts';

/** What a wsse:Security header holds. */
export interface SecurityHeader {
  readonly timestamp: Timestamp | undefined;
  readonly usernameToken: UsernameToken | undefined;
  readonly binarySecurityToken: BinarySecurityToken | undefined;
  readonly signature: XmlElement | undefined;
}

export interface Timestamp {
  readonly element: XmlElement;
  readonly created: UnixSeconds;
  readonly expires: UnixSeconds;
}

/** The password is a secret: it goes to the decision and nowhere else. */
export interface UsernameToken {
  readonly userName: string;
  readonly password: string;
}

export interface BinarySecurityToken {
  /** wsu:Id. */
  readonly id: string;
  /** DER. */
  readonly certificate: Uint8Array;
}

/** Each part at most once; a part that is not known here is refused. Throws `XmlError` and `MessageShapeError`. */
export function readSecurityHeader(security: XmlElement): SecurityHeader {
  for (const child of childElements(security)) {
    const known = PARTS.some(([namespaceUri, localName]) => isNamed(child, namespaceUri, localName));
    if (!known) throw unexpected('an unknown part of Security');
  }
  const [timestamp, usernameToken, token, signature] = PARTS.map(([namespaceUri, localName]) =>
    findChild(security, namespaceUri, localName),
  );
  return {
    timestamp: timestamp && readTimestamp(timestamp),
    usernameToken: usernameToken && readUsernameToken(usernameToken),
    binarySecurityToken: token && readBinarySecurityToken(token),
    signature,
  };
}

/** Web Services Security SOAP Message Security 1.1 §10. */
function readTimestamp(element: XmlElement): Timestamp {
  const children = readChildren(element, NAMESPACES.utility);
  const created = parseDateTime(textOf(children.required('Created')).trim());
  const expires = parseDateTime(textOf(children.required('Expires')).trim());
  children.end();
  return { element, created, expires };
}

/** Username Token Profile 1.1 §3.1, passwords in the clear: a digest could not be compared with a hash. */
function readUsernameToken(element: XmlElement): UsernameToken {
  const password = requireChild(element, NAMESPACES.security, 'Password');
  const type = attributeOf(password, 'Type');
  if (type !== undefined && type !== TOKEN_PROFILES.passwordText) throw unexpected('another password type');
  return {
    userName: textOf(requireChild(element, NAMESPACES.security, 'Username')).trim(),
    password: textOf(password),
  };
}

function readBinarySecurityToken(element: XmlElement): BinarySecurityToken {
  if (requiredAttribute(element, 'ValueType') !== TOKEN_PROFILES.x509v3) {
    throw unexpected('another token than X509v3');
  }
  // WSS SOAP Message Security 1.1 §6.3: base64 is what an absent EncodingType means.
  const encoding = attributeOf(element, 'EncodingType');
  if (encoding !== undefined && encoding !== TOKEN_PROFILES.base64) throw unexpected('another encoding');
  return {
    id: attributeOf(element, 'Id', NAMESPACES.utility) ?? '',
    certificate: decodeBase64(textOf(element)),
  };
}

const PARTS = [
  [NAMESPACES.utility, 'Timestamp'],
  [NAMESPACES.security, 'UsernameToken'],
  [NAMESPACES.security, 'BinarySecurityToken'],
  [NAMESPACES.signature, 'Signature'],
] as const;
