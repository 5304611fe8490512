import type { XmlElement } from '@signet/xml';
import { SaxesParser, type SaxesTagNS } from 'saxes';

/**
 * What saxes, another reader of XML, makes of a document: its elements as nested arrays, written as JSON, or nothing
 * where it is not well-formed. Compare with `writeTree` of what ours reads.
 */
export function readWithSaxes(text: string): string | undefined {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const document: Node[] = [];
  const open: Node[][] = [document];
  let isWellFormed = true;
  parser.on('error', () => {
    isWellFormed = false;
  });
  parser.on('opentag', (tag) => {
    const children: Node[] = [];
    isWellFormed &&= !hasBadPart(tag);
    open.at(-1)?.push([tag.prefix, tag.local, tag.uri, attributesOf(tag), children]);
    open.push(children);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (chunk) => {
    if (open.length > 1) append(open.at(-1) ?? document, chunk);
  });
  parser.write(text).close();
  return isWellFormed ? JSON.stringify(document[0]) : undefined;
}

/** An element in the form of `readWithSaxes`. */
export function writeTree(element: XmlElement): string {
  return JSON.stringify(nodeOf(element));
}

type Node = string | readonly [prefix: string, localName: string, namespaceUri: string, Attributes, Node[]];
type Attributes = readonly (readonly string[])[];

function nodeOf(element: XmlElement): Node {
  return [
    element.prefix,
    element.localName,
    element.namespaceUri,
    element.attributes.map(({ prefix, localName, namespaceUri, value }) => [
      prefix,
      localName,
      namespaceUri,
      value,
    ]),
    element.children.map((child) => (typeof child === 'string' ? child : nodeOf(child))),
  ];
}

function attributesOf(tag: SaxesTagNS): Attributes {
  return Object.values(tag.attributes)
    .filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns')
    .map(({ prefix, local, uri, value }) => [prefix, local, uri, value]);
}

/** Namespaces in XML §4: both parts of a name are NCNames. saxes takes any character of a name behind the colon. */
function hasBadPart(tag: SaxesTagNS): boolean {
  return [tag, ...Object.values(tag.attributes)].some(({ local }) => NO_NAME_START.test(local));
}

/** saxes gives a text in pieces. */
function append(children: Node[], chunk: string): void {
  const last = children.at(-1);
  if (typeof last === 'string') children[children.length - 1] = last + chunk;
  else children.push(chunk);
}

/** XML 1.0 §2.3: what may stand in a name, and not at its beginning. */
const NO_NAME_START = /^(?:[-.0-9\u00b7\u203f\u2040]|[\u0300-\u036f])/;
