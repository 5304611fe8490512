import { type ReceivedAssertion, TRUST_13, TRUST_2005 } from '@signet/federation';
import { childElements, isNamed, textOf, type XmlElement, XmlError } from '@signet/xml';
import { NAMESPACES } from '../vocabulary.ts';

/**
 * Finds the one token of a RequestSecurityTokenResponse: WS-Trust February 2005, or 1.3 with or without its
 * collection. Unknown siblings are ignored; a second token, or anything beside it, throws `XmlError`.
 */
export function readRequestSecurityTokenResponse(document: XmlElement): ReceivedAssertion {
  const response = findResponse(document);
  const requested = onlyChild(response, response.namespaceUri, 'RequestedSecurityToken');
  const [token, ...rest] = childElements(requested);
  if (token === undefined || rest.length > 0 || hasText(requested)) {
    throw new XmlError('unexpected-shape', 'RequestedSecurityToken must hold exactly one element');
  }
  return { document, token, appliesTo: readAppliesTo(response) };
}

function findResponse(document: XmlElement): XmlElement {
  if (isNamed(document, TRUST_13, 'RequestSecurityTokenResponseCollection')) {
    return onlyChild(document, TRUST_13, 'RequestSecurityTokenResponse');
  }
  const known = [TRUST_2005, TRUST_13].some((ns) => isNamed(document, ns, 'RequestSecurityTokenResponse'));
  if (!known) throw new XmlError('unexpected-shape', 'wresult is not a RequestSecurityTokenResponse');
  return document;
}

function readAppliesTo(response: XmlElement): string | undefined {
  if (!childElements(response).some((child) => isNamed(child, NAMESPACES.policy, 'AppliesTo')))
    return undefined;
  const appliesTo = onlyChild(response, NAMESPACES.policy, 'AppliesTo');
  const addressing = childElements(appliesTo)[0]?.namespaceUri;
  if (addressing !== NAMESPACES.addressing && addressing !== NAMESPACES.addressing2004) {
    throw new XmlError('unexpected-shape', 'AppliesTo must hold an EndpointReference');
  }
  const reference = onlyChild(appliesTo, addressing, 'EndpointReference');
  return textOf(onlyChild(reference, addressing, 'Address')).trim();
}

function onlyChild(parent: XmlElement, namespaceUri: string, localName: string): XmlElement {
  const [found, ...rest] = childElements(parent).filter((child) => isNamed(child, namespaceUri, localName));
  if (found === undefined || rest.length > 0) {
    throw new XmlError('unexpected-shape', `${parent.localName} must hold exactly one ${localName}`);
  }
  return found;
}

function hasText(element: XmlElement): boolean {
  return element.children.some((child) => typeof child === 'string' && child.trim() !== '');
}
