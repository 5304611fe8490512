import { XmlError } from './error.ts';
import { attributeOf, isNamed, qualifiedName, type XmlElement } from './tree.ts';

/** Takes an element's children in the order that a schema's sequence gives them. */
export interface ChildReader {
  /** The next child must have this name. */
  required(localName: string): XmlElement;
  /** The next child if it has this name. */
  optional(localName: string): XmlElement | undefined;
  /** All following children of this name. */
  all(localName: string): readonly XmlElement[];
  /** Nothing may be left. */
  end(): void;
}

/**
 * Reads children of one namespace in sequence; text other than white space between them is refused. Every
 * departure throws `XmlError` with `unexpected-shape`.
 */
export function readChildren(element: XmlElement, namespaceUri: string): ChildReader {
  const children = elementsOnly(element);
  let at = 0;
  const optional = (localName: string): XmlElement | undefined => {
    const next = children[at];
    if (next === undefined || !isNamed(next, namespaceUri, localName)) return undefined;
    at++;
    return next;
  };
  return {
    optional,
    required: (localName) => optional(localName) ?? refuse(element, `lacks ${localName} in its place`),
    all: (localName) => {
      const found: XmlElement[] = [];
      for (let next = optional(localName); next; next = optional(localName)) found.push(next);
      return found;
    },
    end: () => {
      const next = children[at];
      if (next !== undefined) refuse(element, `holds an unexpected ${qualifiedName(next)}`);
    },
  };
}

/** The text of an element that may hold nothing else; empty text counts. */
export function textOf(element: XmlElement): string {
  const [text = ''] = element.children;
  if (typeof text !== 'string' || element.children.length > 1) {
    return refuse(element, 'holds elements instead of text');
  }
  return text;
}

/** The value of an attribute in no namespace. Throws `XmlError` `unexpected-shape` when it is not there. */
export function requiredAttribute(element: XmlElement, localName: string): string {
  return attributeOf(element, localName) ?? refuse(element, `lacks the attribute ${localName}`);
}

/** Attributes in no namespace must be among these; those of foreign namespaces are extensions and ignored. */
export function allowAttributes(element: XmlElement, ...allowed: readonly string[]): void {
  const other = element.attributes.find((a) => a.namespaceUri === '' && !allowed.includes(a.localName));
  if (other !== undefined) refuse(element, `has an unexpected attribute ${other.localName}`);
}

/** Throws `XmlError` `unexpected-shape` with the element's name before the problem. */
export function refuse(element: XmlElement, problem: string): never {
  throw new XmlError('unexpected-shape', `${qualifiedName(element)} ${problem}`);
}

function elementsOnly(element: XmlElement): readonly XmlElement[] {
  const elements: XmlElement[] = [];
  for (const child of element.children) {
    if (typeof child !== 'string') elements.push(child);
    else if (/[^ \t\r\n]/.test(child)) refuse(element, 'holds text between its elements');
  }
  return elements;
}
