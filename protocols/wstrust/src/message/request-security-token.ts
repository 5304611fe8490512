import { isNamed, SAML11, textOf, type XmlElement } from '@signet/xml';
import { NAMESPACES, TOKEN_PROFILES, type TrustVersion, WS_TRUST_13, WS_TRUST_2005 } from '../vocabulary.ts';
import { findChild, optionalText, requireChild, unexpected } from './children.ts';

/** What is asked for: always a bearer SAML 1.1 assertion; the rest of the wire has been checked away. */
export interface RequestSecurityToken {
  readonly appliesTo: string;
}

/**
 * Reads the RequestSecurityToken of one version (WS-Trust 1.3 §4.1). Parts that only wish for something (Lifetime,
 * KeySize, Entropy, Claims) are ignored, as the standard allows. Throws `XmlError` and `MessageShapeError`.
 */
export function readRequestSecurityToken(payload: XmlElement, version: TrustVersion): RequestSecurityToken {
  const { namespaceUri } = version;
  if (!isNamed(payload, namespaceUri, 'RequestSecurityToken')) throw unexpected('no RequestSecurityToken');
  const text = (name: string): string | undefined => optionalText(findChild(payload, namespaceUri, name));
  if (text('RequestType') !== version.requestType) throw unexpected('another RequestType than Issue');
  if (!isOneOf(text('KeyType'), BEARER_KEY_TYPES)) throw unexpected('a KeyType with a proof key');
  if (!isOneOf(text('TokenType'), TOKEN_TYPES)) throw unexpected('another TokenType than SAML 1.1');
  return { appliesTo: readAppliesTo(requireChild(payload, NAMESPACES.policy, 'AppliesTo')) };
}

function readAppliesTo(appliesTo: XmlElement): string {
  const addressing = [NAMESPACES.addressing, NAMESPACES.addressing2004].find((ns) =>
    findChild(appliesTo, ns, 'EndpointReference'),
  );
  if (addressing === undefined) throw unexpected('AppliesTo without an EndpointReference');
  const reference = requireChild(appliesTo, addressing, 'EndpointReference');
  return textOf(requireChild(reference, addressing, 'Address')).trim();
}

/** Absent means the default, which is what is in the list. */
function isOneOf(value: string | undefined, list: readonly string[]): boolean {
  return value === undefined || list.includes(value);
}

const BEARER_KEY_TYPES = [WS_TRUST_13.bearerKeyType, WS_TRUST_2005.bearerKeyType];
const TOKEN_TYPES: readonly string[] = [SAML11.assertion, TOKEN_PROFILES.saml11];
