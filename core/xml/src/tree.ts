/** An element as parsed: frozen, without parents, with everything that canonicalisation needs. */
export interface XmlElement {
  /** Empty when the name has none. */
  readonly prefix: string;
  readonly localName: string;
  /** Empty when the element is in no namespace. */
  readonly namespaceUri: string;
  /** In document order, namespace declarations left out. No two share an expanded name. */
  readonly attributes: readonly XmlAttribute[];
  /** Prefix to URI, everything in scope here; the default namespace under ''. `xml` is not listed. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** Texts are never adjacent and never empty. */
  readonly children: readonly (XmlElement | string)[];
}

export interface XmlAttribute {
  readonly prefix: string;
  readonly localName: string;
  readonly namespaceUri: string;
  /** After attribute-value normalisation (XML 1.0 §3.3.3). */
  readonly value: string;
}

export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

/** By local name and namespace; the prefix does not count (Namespaces in XML §6). */
export function isNamed(element: XmlElement, namespaceUri: string, localName: string): boolean {
  return element.localName === localName && element.namespaceUri === namespaceUri;
}

/** The value of an attribute, by default of one in no namespace. */
export function attributeOf(element: XmlElement, localName: string, namespaceUri = ''): string | undefined {
  return element.attributes.find((a) => a.localName === localName && a.namespaceUri === namespaceUri)?.value;
}

/** The children that are elements, whatever text lies between them. */
export function childElements(element: XmlElement): readonly XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

/** The element and everything in it, in document order. */
export function descendants(element: XmlElement): readonly XmlElement[] {
  const found: XmlElement[] = [];
  collect(element, found);
  return found;
}

function collect(element: XmlElement, found: XmlElement[]): void {
  found.push(element);
  for (const child of element.children) if (typeof child !== 'string') collect(child, found);
}

/** `saml:Assertion`, for messages. */
export function qualifiedName(named: { readonly prefix: string; readonly localName: string }): string {
  return named.prefix === '' ? named.localName : `${named.prefix}:${named.localName}`;
}
