import type { UnixSeconds } from '@signet/pki';
import {
  attributeOf,
  childElements,
  isNamed,
  parseDateTime,
  readEntityName,
  requiredAttribute,
  SAML20,
  type XmlElement,
  XmlError,
} from '@signet/xml';

/** What every protocol message has (SAML 2.0 core §3.2). */
export interface MessageHead {
  readonly id: string;
  readonly issueInstant: UnixSeconds;
  readonly issuer: string | undefined;
  readonly destination: string | undefined;
  readonly inResponseTo: string | undefined;
}

/**
 * Reads the head of a message that must have this name. Throws `XmlError`. The ID must be an xs:ID where it goes back
 * in an InResponseTo of ours; some products begin that of an answer with a digit, which harms nobody.
 */
export function readHead(message: XmlElement, localName: string, id: 'xs-id' | 'any' = 'xs-id'): MessageHead {
  if (!isNamed(message, SAML20.protocol, localName)) wrongShape(`the message is no ${localName}`);
  if (attributeOf(message, 'Version') !== '2.0') wrongShape('the message is not of version 2.0');
  const value = requiredAttribute(message, 'ID');
  if (!(id === 'any' ? ANY_ID : XS_ID).test(value)) wrongShape('the ID is no name');
  const issuer = findChild(message, SAML20.assertion, 'Issuer');
  return {
    id: value,
    issueInstant: parseDateTime(requiredAttribute(message, 'IssueInstant')),
    issuer: issuer && readEntityName(issuer),
    destination: attributeOf(message, 'Destination'),
    inResponseTo: attributeOf(message, 'InResponseTo'),
  };
}

/** The only child of this name, if there is one; a second is refused, so that nobody can mean the other. */
export function findChild(
  parent: XmlElement,
  namespaceUri: string,
  localName: string,
): XmlElement | undefined {
  const [found, second] = childElements(parent).filter((child) => isNamed(child, namespaceUri, localName));
  if (second !== undefined) wrongShape(`${parent.localName} holds ${localName} twice`);
  return found;
}

/** xs:boolean. */
export function readBoolean(element: XmlElement, localName: string): boolean {
  const value = attributeOf(element, localName)?.trim();
  if (value === undefined || value === 'false' || value === '0') return false;
  if (value === 'true' || value === '1') return true;
  return wrongShape(`${localName} is neither true nor false`);
}

export function wrongShape(problem: string): never {
  throw new XmlError('unexpected-shape', problem);
}

const ANY_ID = /^[\w.-]{1,256}$/;
/** It goes into InResponseTo of ours; 256 characters are more than any sender makes. */
const XS_ID = /^[A-Za-z_][\w.-]{0,255}$/;
