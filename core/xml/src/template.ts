import { escapeAttribute, escapeText } from './c14n/escape.ts';
import { isXmlCharacters } from './characters.ts';
import { XmlError } from './error.ts';

/** Well-formed by construction: only `xml` makes it. */
export interface XmlText {
  readonly text: string;
}

/**
 * Writes XML. Values are escaped for where they stand, in the canonical form of that place; what XML 1.0
 * cannot carry throws `XmlError` `illegal-character`. An `XmlText` (or several) goes in as it is. Line breaks
 * of the template and the indentation after them are not part of the result.
 *
 *     xml`<saml:Audience>${audience}</saml:Audience>`
 */
export function xml(strings: TemplateStringsArray, ...values: readonly XmlValue[]): XmlText {
  const { pieces, places } = readTemplate(strings);
  const text = values.reduce<string>(
    (before, value, i) => before + writeValue(value, places[i]) + (pieces[i + 1] ?? ''),
    pieces[0] ?? '',
  );
  return asMarkup(text);
}

/** For text that comes out of canonicalisation, which only writes what was parsed. */
export function asMarkup(text: string): XmlText {
  return Object.freeze({ [MADE]: true, text });
}

/** Says of markup that it is in canonical form as it stands, and what a signer would have to parse it for. */
export interface CanonicalMark {
  /** Value of the ID attribute of its root. */
  readonly id: string;
  /** Where its first child element ends, in UTF-16 code units. */
  readonly afterFirst: number;
}

/** For writers whose templates are canonical by construction, which their tests show for any value. */
export function markCanonical(markup: XmlText, mark: CanonicalMark): XmlText {
  return Object.freeze({ [MADE]: true, [CANONICAL]: { ...mark, text: markup.text }, text: markup.text });
}

/** What `markCanonical` said of the markup; `undefined` if it was never told, or told of another text. */
export function canonicalMarkOf(markup: XmlText): CanonicalMark | undefined {
  if (!(CANONICAL in markup)) return undefined;
  const mark = markup[CANONICAL] as CanonicalMark & XmlText;
  // A copy with another text is not what was marked.
  return mark.text === markup.text ? mark : undefined;
}

/** The text of a whole document, with an XML declaration. */
export function xmlDocument(root: XmlText | string): string {
  return `<?xml version="1.0" encoding="utf-8"?>${typeof root === 'string' ? root : root.text}`;
}

export type XmlValue = string | XmlText | readonly XmlText[];

type Place = 'text' | 'attribute';

function writeValue(value: XmlValue, place: Place | undefined): string {
  if (typeof value === 'string') {
    if (PLAIN.test(value)) return value;
    refuseIllegalCharacters(value);
    return place === 'attribute' ? escapeAttribute(value) : escapeText(value);
  }
  if (place === 'attribute') throw new TypeError('markup cannot stand in an attribute value');
  return 'length' in value ? value.map(writeMarkup).join('') : writeMarkup(value);
}

function writeMarkup(markup: XmlText): string {
  if (!(MADE in markup)) throw new TypeError('markup must come from xml``');
  return markup.text;
}

/** Char of XML 1.0 §2.2; what is outside cannot be written even as a character reference. */
function refuseIllegalCharacters(value: string): void {
  if (!isXmlCharacters(value)) {
    throw new XmlError('illegal-character', 'the value holds a character that XML 1.0 cannot carry');
  }
}

interface Template {
  readonly pieces: readonly string[];
  /** Where each value stands. */
  readonly places: readonly Place[];
}

function readTemplate(strings: TemplateStringsArray): Template {
  const known = TEMPLATES.get(strings);
  if (known !== undefined) return known;
  const pieces: string[] = [];
  const places: Place[] = [];
  let inTag = false;
  let inValue = false;
  for (const string of strings) {
    let piece = '';
    for (const character of string.replace(/\n\s*/g, '\n')) {
      if (inTag && character === '"') inValue = !inValue;
      else if (!inValue && character === '<') inTag = true;
      else if (!inValue && character === '>') inTag = false;
      piece += character === '\n' ? (inTag ? ' ' : '') : character;
    }
    if (inTag && !inValue && pieces.length < strings.length - 1) {
      throw new TypeError('a value must stand in text or in an attribute value');
    }
    pieces.push(piece);
    places.push(inValue ? 'attribute' : 'text');
  }
  const template = { pieces, places };
  TEMPLATES.set(strings, template);
  return template;
}

// One entry per call site: the literal parts of a tagged template keep their identity.
const TEMPLATES = new WeakMap<TemplateStringsArray, Template>();
const MADE = Symbol('xml');
const CANONICAL = Symbol('canonical');
/** Needs no character reference anywhere and holds nothing that XML cannot carry; most values are so. */
const PLAIN = /^[^\u0000-\u001F&<>"\uD800-\uDFFF\uFFFE\uFFFF]*$/;
