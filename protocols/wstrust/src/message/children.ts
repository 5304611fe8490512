import { childElements, isNamed, textOf, type XmlElement } from '@signet/xml';

/**
 * The one child of a name, or none. Two would leave open which of them a check saw and which one was used, so
 * that throws `MessageShapeError`; other children are ignored, which is what SOAP and WS-Trust ask of extensions.
 */
export function findChild(
  parent: XmlElement,
  namespaceUri: string,
  localName: string,
): XmlElement | undefined {
  const [found, second] = childElements(parent).filter((child) => isNamed(child, namespaceUri, localName));
  if (second !== undefined) throw unexpected(`two ${localName}`);
  return found;
}

export function requireChild(parent: XmlElement, namespaceUri: string, localName: string): XmlElement {
  const found = findChild(parent, namespaceUri, localName);
  if (found === undefined) throw unexpected(`no ${localName}`);
  return found;
}

export function optionalText(element: XmlElement | undefined): string | undefined {
  return element === undefined ? undefined : textOf(element).trim();
}

/** A message of another shape. Its words are ours alone and may be logged, unlike those of an `XmlError`. */
export class MessageShapeError extends Error {
  override readonly name = 'MessageShapeError';
}

export function unexpected(what: string): MessageShapeError {
  return new MessageShapeError(what);
}
