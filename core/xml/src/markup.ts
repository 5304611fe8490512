import { expandReferences } from './characters.ts';
import { XmlError } from './error.ts';
import {
  declareNamespaces,
  type NamespaceDeclaration,
  type Namespaces,
  resolvePrefix,
} from './namespaces.ts';
import type { XmlLimits } from './parse.ts';
import type { XmlAttribute, XmlElement } from './tree.ts';

/**
 * Reads markup that holds no DOCTYPE, processing instruction or CDATA section, with line ends that are line feeds and
 * only characters of XML: `parseXml` sees to all that. What is left of XML 1.0 is small enough for one pass, in which
 * each tag, attribute and text is found by one search. Every element is frozen. Throws `XmlError`.
 */
export function readMarkup(text: string, limits: XmlLimits): XmlElement {
  const cursor: Cursor = { text, limits, at: endOfDeclaration(text), declarations: 0 };
  skipBetween(cursor);
  const root = readElement(cursor, NO_NAMESPACES, 1);
  skipBetween(cursor);
  if (cursor.at !== text.length) refuse('something stands after the root element');
  return root;
}

interface Cursor {
  readonly text: string;
  readonly limits: XmlLimits;
  /** Where the next search begins, in UTF-16 code units. */
  at: number;
  /** Namespace declarations so far. */
  declarations: number;
}

/** XML 1.0 §2.8 and §4.3.3: a byte order mark and a declaration may begin the document. */
function endOfDeclaration(text: string): number {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  if (!text.startsWith('<?', start)) return start;
  XML_DECLARATION.lastIndex = start;
  const match = XML_DECLARATION.exec(text);
  if (match === null) refuse('its XML declaration cannot be read');
  const [whole, version, encoding] = match;
  if (version?.slice(1, -1) !== '1.0' || (encoding && encoding.slice(1, -1).toLowerCase() !== 'utf-8')) {
    throw new XmlError('unsupported-declaration', 'only XML 1.0 in UTF-8 is taken');
  }
  return start + whole.length;
}

/** White space and comments, before the root element or after it (§2.8). */
function skipBetween(cursor: Cursor): void {
  do matchAt(WHITE_SPACE, cursor);
  while (skipComment(cursor));
}

/** False when there is none. Comments only get here where they may be passed over. */
function skipComment(cursor: Cursor): boolean {
  const { text, at } = cursor;
  if (!text.startsWith('<!--', at)) return false;
  const end = text.indexOf('--', at + 4);
  // §2.5: two hyphens end a comment, and then nothing else may follow them.
  if (end === -1 || text[end + 2] !== '>') refuse('a comment does not end');
  cursor.at = end + 3;
  return true;
}

function readElement(cursor: Cursor, inherited: Namespaces, depth: number): XmlElement {
  if (depth > cursor.limits.depth) throw new XmlError('too-deep', `more than ${cursor.limits.depth} levels`);
  const start = matchAt(START, cursor) ?? refuse('a tag has no name');
  const prefix = start[1] ?? '';
  const localName = start[2] ?? '';
  const { attributes, declarations } = readAttributes(cursor);
  const namespaces = declareNamespaces(inherited, declarations);
  if (namespaces.size > cursor.limits.namespacesInScope) {
    throw new XmlError('too-many-namespaces', `more than ${cursor.limits.namespacesInScope} are in scope`);
  }
  const end = matchAt(END, cursor) ?? refuse(`the tag ${start[0].slice(1)} does not end`);
  return Object.freeze({
    prefix,
    localName,
    namespaceUri: resolvePrefix(prefix, namespaces),
    attributes: resolveAttributes(attributes, namespaces),
    namespaces,
    children: end[1] === '/' ? NOTHING : readContent(cursor, start[0].slice(1), namespaces, depth),
  });
}

/** Texts and elements, up to and with the end tag of `name`; the text around a comment is one text. */
function readContent(
  cursor: Cursor,
  name: string,
  namespaces: Namespaces,
  depth: number,
): XmlElement['children'] {
  const { text } = cursor;
  const children: (XmlElement | string)[] = [];
  let before = '';
  for (;;) {
    const next = text.indexOf('<', cursor.at);
    if (next === -1) refuse(`${name} is not closed`);
    if (next > cursor.at) before += readText(text.slice(cursor.at, next));
    cursor.at = next;
    if (skipComment(cursor)) continue;
    if (before !== '') children.push(before);
    before = '';
    if (text.charCodeAt(next + 1) === SLASH) break;
    children.push(readElement(cursor, namespaces, depth + 1));
  }
  readEndTag(cursor, name);
  return Object.freeze(children);
}

function readText(text: string): string {
  // §2.4: forbidden in text, for the sake of SGML.
  if (text.includes(']]>')) refuse('the text holds ]]>');
  return expandReferences(text);
}

function readEndTag(cursor: Cursor, name: string): void {
  if (!cursor.text.startsWith(name, cursor.at + 2)) refuse(`${name} is closed by another name`);
  cursor.at += 2 + name.length;
  // Nothing but white space may stand before `>`, so a name that only begins like this one is refused here.
  matchAt(WHITE_SPACE, cursor);
  if (cursor.text[cursor.at] !== '>') refuse(`${name} is closed by another name`);
  cursor.at++;
}

interface Attributes {
  /** Not yet resolved: what a prefix means is known at the end of the tag. */
  readonly attributes: readonly Omit<XmlAttribute, 'namespaceUri'>[];
  readonly declarations: readonly NamespaceDeclaration[];
}

function readAttributes(cursor: Cursor): Attributes {
  let match = matchAt(ATTRIBUTE, cursor);
  if (match === null) return NO_ATTRIBUTES;
  const { limits } = cursor;
  const attributes: Omit<XmlAttribute, 'namespaceUri'>[] = [];
  const declarations: NamespaceDeclaration[] = [];
  for (; match !== null; match = matchAt(ATTRIBUTE, cursor)) {
    if (attributes.length + declarations.length >= limits.attributesPerElement) {
      throw new XmlError('too-many-attributes', `an element has more than ${limits.attributesPerElement}`);
    }
    const prefix = match[1] ?? '';
    const localName = match[2] ?? '';
    const value = normalizeValue(match[3] ?? match[4] ?? '');
    if (prefix === 'xmlns') declarations.push({ prefix: localName, uri: value });
    else if (prefix === '' && localName === 'xmlns') declarations.push({ prefix: '', uri: value });
    else attributes.push({ prefix, localName, value });
  }
  cursor.declarations += declarations.length;
  if (cursor.declarations <= limits.namespaceDeclarations) return { attributes, declarations };
  const most = limits.namespaceDeclarations;
  throw new XmlError('too-many-namespaces', `more than ${most} namespace declarations`);
}

/** §3.3.3: white space as it stands becomes spaces, white space by reference stays what it is. */
function normalizeValue(value: string): string {
  return expandReferences(/[\t\n]/.test(value) ? value.replace(/[\t\n]/g, ' ') : value);
}

function resolveAttributes(
  attributes: Attributes['attributes'],
  namespaces: Namespaces,
): readonly XmlAttribute[] {
  if (attributes.length === 0) return NOTHING;
  const resolved: XmlAttribute[] = [];
  for (const { prefix, localName, value } of attributes) {
    // Namespaces in XML §6.2: the default namespace does not hold for attributes.
    const namespaceUri = prefix === '' ? '' : resolvePrefix(prefix, namespaces);
    // §6.3: nor may two have one expanded name. There are few, so each is compared with all before it.
    if (resolved.some((other) => other.localName === localName && other.namespaceUri === namespaceUri)) {
      refuse(`the attribute ${localName} stands twice`);
    }
    resolved.push(Object.freeze({ prefix, localName, namespaceUri, value }));
  }
  return Object.freeze(resolved);
}

/** Searches where the cursor stands, nowhere else, and moves it behind what was found. */
function matchAt(pattern: RegExp, cursor: Cursor): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match !== null) cursor.at = pattern.lastIndex;
  return match;
}

function refuse(problem: string): never {
  throw new XmlError('not-well-formed', `the document is not well-formed: ${problem}`);
}

// NameStartChar and NameChar of XML 1.0 §2.3 without the colon, which Namespaces in XML §4 keeps for prefixes.
const NAME_START =
  'A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const NAME = `[${NAME_START}][${NAME_START}\\-.0-9\\xB7\\u0300-\\u036F\\u203F\\u2040]*`;
const QUALIFIED_NAME = `(?:(${NAME}):)?(${NAME})`;
// No two repetitions that follow one another share a character, so none of these tries a text in more than one way.
const START = new RegExp(`<${QUALIFIED_NAME}`, 'uy');
const ATTRIBUTE = new RegExp(
  `[ \\t\\n]+${QUALIFIED_NAME}[ \\t\\n]*=[ \\t\\n]*(?:"([^"<]*)"|'([^'<]*)')`,
  'uy',
);
const END = /[ \t\n]*(\/?)>/y;
const WHITE_SPACE = /[ \t\n]*/y;
const XML_DECLARATION =
  /<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*("1\.[0-9]+"|'1\.[0-9]+')(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*("[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/y;
const SLASH = 0x2f;
const NOTHING: readonly never[] = Object.freeze([]);
const NO_ATTRIBUTES: Attributes = { attributes: NOTHING, declarations: NOTHING };
const NO_NAMESPACES: Namespaces = new Map();
