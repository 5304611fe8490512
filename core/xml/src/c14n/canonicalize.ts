import { XmlError } from '../error.ts';
import { qualifiedName, XML_NAMESPACE, type XmlAttribute, type XmlElement } from '../tree.ts';
import { escapeAttribute, escapeText } from './escape.ts';

export interface CanonicalizeOptions {
  /** InclusiveNamespaces PrefixList; `#default` names the default namespace. Default: empty. */
  readonly inclusivePrefixes?: readonly string[];
  /** A descendant left out, by identity: the signature under the enveloped-signature transform. */
  readonly omit?: XmlElement;
}

/**
 * Exclusive XML Canonicalization 1.0 without comments, of the element as the apex of the subset. The result
 * is text; its octets are UTF-8. Throws `XmlError` when an element's name does not agree with what is in
 * scope, so that nothing is ever canonicalised to less than it says.
 */
export function canonicalize(element: XmlElement, options: CanonicalizeOptions = {}): string {
  const inclusive = new Set(options.inclusivePrefixes?.map((p) => (p === '#default' ? '' : p)) ?? []);
  if (element === options.omit) {
    throw new XmlError('not-canonicalizable', 'the apex of the subset cannot be left out');
  }
  const writing: Writing = { inclusive, omit: options.omit, text: '' };
  writeElement(element, NOTHING_RENDERED, writing);
  return writing.text;
}

interface Writing {
  readonly inclusive: ReadonlySet<string>;
  readonly omit: XmlElement | undefined;
  /** So far. */
  text: string;
}

/** `rendered` says which URI each prefix has in the output at this place. */
function writeElement(element: XmlElement, rendered: ReadonlyMap<string, string>, writing: Writing): void {
  const name = qualifiedName(element);
  const declarations = namespacesToRender(element, rendered, writing.inclusive);
  let tag = `<${name}`;
  for (const [prefix, uri] of declarations) {
    tag += `${prefix === '' ? ' xmlns' : ` xmlns:${prefix}`}="${escapeAttribute(uri)}"`;
  }
  const { attributes } = element;
  for (const attribute of attributes.length < 2 ? attributes : attributes.toSorted(byExpandedName)) {
    tag += ` ${qualifiedName(attribute)}="${escapeAttribute(attribute.value)}"`;
  }
  writing.text += `${tag}>`;
  const below = declarations.length === 0 ? rendered : new Map([...rendered, ...declarations]);
  for (const child of element.children) {
    if (typeof child === 'string') writing.text += escapeText(child);
    else if (child !== writing.omit) writeElement(child, below, writing);
  }
  writing.text += `</${name}>`;
}

/**
 * Exclusive C14N §3: a prefix is rendered where it is visibly used (by the element's or an attribute's name)
 * or listed in the PrefixList, and where the output around it does not say the same already.
 */
function namespacesToRender(
  element: XmlElement,
  rendered: ReadonlyMap<string, string>,
  inclusive: ReadonlySet<string>,
): readonly Declaration[] {
  if (inclusive.size === 0 && !element.attributes.some(hasPrefix)) {
    // Nearly every element: nothing but its own prefix is used, and the output around it declares it.
    requireBound(element, element);
    if ((rendered.get(element.prefix) ?? '') === element.namespaceUri) return NO_DECLARATIONS;
  }
  const used = visiblyUsed(element);
  for (const prefix of inclusive) {
    const uri = element.namespaces.get(prefix);
    // The absence of a default namespace is rendered too, as xmlns="", where the output has one.
    if (uri !== undefined || prefix === '') used.set(prefix, uri ?? '');
  }
  const declarations: Declaration[] = [];
  for (const [prefix, uri] of used) {
    if ((rendered.get(prefix) ?? '') !== uri) declarations.push([prefix, uri]);
  }
  return declarations.length < 2
    ? declarations
    : declarations.sort(([left], [right]) => compareCodePoints(left, right));
}

function visiblyUsed(element: XmlElement): Map<string, string> {
  const used = new Map<string, string>();
  const use = (named: Named): void => {
    if (requireBound(named, element)) used.set(named.prefix, named.namespaceUri);
  };
  use(element);
  // An attribute without a prefix is in no namespace and does not use the default one.
  for (const attribute of element.attributes) if (hasPrefix(attribute)) use(attribute);
  return used;
}

type Named = Pick<XmlAttribute, 'prefix' | 'namespaceUri'>;
type Declaration = readonly [prefix: string, uri: string];

function hasPrefix({ prefix }: Named): boolean {
  return prefix !== '';
}

/** False for the prefix `xml`, which needs no declaration. */
function requireBound({ prefix, namespaceUri }: Named, { namespaces }: XmlElement): boolean {
  if (prefix === 'xml' && namespaceUri === XML_NAMESPACE) return false;
  if ((namespaces.get(prefix) ?? '') === namespaceUri && (prefix === '' || namespaceUri !== '')) return true;
  throw new XmlError(
    'not-canonicalizable',
    `the prefix ${JSON.stringify(prefix)} is not bound to ${namespaceUri}`,
  );
}

// Canonical XML §2.2: by namespace URI, then by local name; no namespace comes first.
function byExpandedName(left: XmlAttribute, right: XmlAttribute): number {
  return (
    compareCodePoints(left.namespaceUri, right.namespaceUri) ||
    compareCodePoints(left.localName, right.localName)
  );
}

/** The order of UCS code points; JavaScript's own compares UTF-16 units and differs above U+FFFF. */
function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    if (left.charCodeAt(i) !== right.charCodeAt(i))
      return rank(left.charCodeAt(i)) - rank(right.charCodeAt(i));
  }
  return left.length - right.length;
}

/** Moves surrogates above the rest of the basic plane, which puts UTF-16 units in code point order. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit;
}

const NO_DECLARATIONS: readonly Declaration[] = [];
const NOTHING_RENDERED: ReadonlyMap<string, string> = new Map();
