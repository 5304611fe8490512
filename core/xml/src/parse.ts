import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import { XmlError } from './error.ts';
import { qualifiedName, XML_NAMESPACE, type XmlAttribute, type XmlElement } from './tree.ts';

/** What one document may cost. Each is far above what federation partners send. */
export interface XmlLimits {
  /** UTF-16 code units. */
  readonly length: number;
  readonly depth: number;
  readonly attributesPerElement: number;
  readonly namespacesInScope: number;
  /** In the whole document. */
  readonly namespaceDeclarations: number;
}

export const DEFAULT_LIMITS: XmlLimits = Object.freeze({
  length: 262_144, // a signed assertion is 5 to 20 KB; group claims make the largest known ones 200 KB
  depth: 64, // recursion in canonicalisation and readers stays shallow; metadata needs about 10
  attributesPerElement: 64, // the sort and the duplicate search stay cheap
  namespacesInScope: 64, // each declaring element keeps its own map of what is in scope
  namespaceDeclarations: 4096, // and so many maps are made at most: else 256 KB cost half a second
});

/**
 * Reads one document into its root element. Only what signed protocol messages need is taken: no DOCTYPE,
 * no processing instruction, no comment, no CDATA section (protocols.md §7 items 4 and 6), XML 1.0 in UTF-8,
 * absolute namespace names. CDATA is refused too although it is harmless in itself: no known partner sends
 * it, and peers disagree on how it joins the text around it. Throws `XmlError`.
 *
 * Comments may be passed over where nobody's signature makes the document believed: metadata that an administrator
 * hands in. The text around one is one text, so that nothing ends early by it.
 */
export function parseXml(
  text: string,
  limits: XmlLimits = DEFAULT_LIMITS,
  comments: 'refused' | 'passed-over' = 'refused',
): XmlElement {
  if (text.length > limits.length) {
    throw new XmlError('too-large', `the document is longer than ${limits.length} characters`);
  }
  // A lone surrogate would turn into U+FFFD in UTF-8: two documents, one digest.
  if (!text.isWellFormed()) throw new XmlError('not-unicode', 'the document holds a lone surrogate');
  refuseForbiddenMarkup(text, comments);
  return buildTree(text, limits);
}

/**
 * In a well-formed document `<` stands only where markup begins, or in a comment, where it is refused too; so looking for these openings in the raw
 * text finds every one, before any parser acts on it.
 */
function refuseForbiddenMarkup(text: string, comments: 'refused' | 'passed-over'): void {
  const declaration = text.search(comments === 'refused' ? /<!/ : /<!(?!--)/);
  if (declaration !== -1) {
    const [code, what] = FORBIDDEN.find(([, , opening]) => text.startsWith(opening, declaration)) ?? [
      'doctype' as const,
      'a declaration',
    ];
    throw new XmlError(code, `the document holds ${what}`);
  }
  const start = /^\uFEFF?<\?xml[ \t\r\n]/.exec(text)?.[0].length ?? 0;
  if (text.indexOf('<?', start) !== -1) {
    throw new XmlError('processing-instruction', 'the document holds a processing instruction');
  }
}

const FORBIDDEN = [
  ['comment', 'a comment', '<!--'],
  ['cdata', 'a CDATA section', '<![CDATA['],
  ['doctype', 'a DOCTYPE', '<!DOCTYPE'],
] as const;

function buildTree(text: string, limits: XmlLimits): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: OpenElement[] = [];
  let declarations = 0;
  let root: XmlElement | undefined;

  parser.on('error', (error) => {
    throw new XmlError(
      'not-well-formed',
      `the document is not well-formed: ${error.message.replace(/\.$/, '')}`,
    );
  });
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== '1.0' || (encoding !== undefined && encoding.toLowerCase() !== 'utf-8')) {
      throw new XmlError('unsupported-declaration', 'only XML 1.0 in UTF-8 is taken');
    }
  });
  parser.on('opentag', (tag) => {
    if (open.length >= limits.depth) throw new XmlError('too-deep', `more than ${limits.depth} levels`);
    declarations += Object.values(tag.attributes).filter(isDeclaration).length;
    if (declarations > limits.namespaceDeclarations) {
      throw new XmlError(
        'too-many-namespaces',
        `more than ${limits.namespaceDeclarations} namespace declarations`,
      );
    }
    open.push(openElement(tag, open.at(-1)?.namespaces ?? NO_NAMESPACES, limits));
  });
  parser.on('text', (chunk) => {
    const children = open.at(-1)?.children;
    if (children === undefined) return; // white space around the root; saxes refuses anything else
    const last = children.at(-1);
    if (typeof last === 'string') children[children.length - 1] = last + chunk;
    else children.push(chunk);
  });
  parser.on('closetag', () => {
    const closed = freezeElement(open.pop());
    const parent = open.at(-1);
    if (parent === undefined) root = closed;
    else parent.children.push(closed);
  });

  parser.write(text).close();
  if (root === undefined) throw new XmlError('not-well-formed', 'the document has no root element');
  return root;
}

type OpenElement = Omit<XmlElement, 'children'> & { readonly children: (XmlElement | string)[] };

function openElement(
  tag: SaxesTagNS,
  inherited: ReadonlyMap<string, string>,
  limits: XmlLimits,
): OpenElement {
  const all = Object.values(tag.attributes);
  if (all.length > limits.attributesPerElement) {
    throw new XmlError('too-many-attributes', `an element has more than ${limits.attributesPerElement}`);
  }
  const attributes = all.filter((attribute) => !isDeclaration(attribute)).map(toAttribute);
  const namespaces = declare(inherited, all.filter(isDeclaration));
  if (namespaces.size > limits.namespacesInScope) {
    throw new XmlError('too-many-namespaces', `more than ${limits.namespacesInScope} are in scope`);
  }
  return {
    prefix: tag.prefix,
    localName: tag.local,
    namespaceUri: tag.uri,
    attributes: Object.freeze(attributes),
    namespaces,
    children: [],
  };
}

function isDeclaration(attribute: SaxesAttributeNS): boolean {
  return attribute.prefix === 'xmlns' || attribute.name === 'xmlns';
}

function toAttribute({ prefix, local, uri, value }: SaxesAttributeNS): XmlAttribute {
  return Object.freeze({ prefix, localName: local, namespaceUri: uri, value });
}

function declare(
  inherited: ReadonlyMap<string, string>,
  declarations: readonly SaxesAttributeNS[],
): ReadonlyMap<string, string> {
  if (declarations.length === 0) return inherited;
  const namespaces = new Map(inherited);
  for (const { name, local, value } of declarations) {
    const prefix = name === 'xmlns' ? '' : local;
    if (value === XML_NAMESPACE) continue; // `xmlns:xml`: allowed, means nothing, never rendered
    // Canonical XML 1.0 §1.3: relative namespace names have no canonical form. `xmlns=""` takes the default away.
    if (value !== '' && !ABSOLUTE_URI.test(value)) {
      throw new XmlError('relative-namespace-uri', `the namespace of ${prefix || 'the default'} is relative`);
    }
    if (value === '') namespaces.delete(prefix);
    else namespaces.set(prefix, value);
  }
  return namespaces;
}

function freezeElement(element: OpenElement | undefined): XmlElement {
  if (element === undefined) throw new XmlError('not-well-formed', 'an element is closed that is not open');
  // saxes compares expanded names already; this holds even if that ever changes.
  const names = new Set(element.attributes.map((a) => `${a.namespaceUri} ${a.localName}`));
  if (names.size !== element.attributes.length) {
    throw new XmlError('not-well-formed', `${qualifiedName(element)} has an attribute twice`);
  }
  Object.freeze(element.children);
  return Object.freeze(element);
}

const NO_NAMESPACES: ReadonlyMap<string, string> = new Map();
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$/;
