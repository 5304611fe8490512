import { isXmlCharacters } from './characters.ts';
import { XmlError } from './error.ts';
import { readMarkup } from './markup.ts';
import type { XmlElement } from './tree.ts';

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
 * no processing instruction, no comment, no CDATA section, XML 1.0 in UTF-8,
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
  if (!isXmlCharacters(text)) {
    throw new XmlError(
      'not-well-formed',
      'the document is not well-formed: it holds a character that XML has not',
    );
  }
  // XML 1.0 §2.11: every line end is a line feed before anything else is looked at.
  return readMarkup(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text, limits);
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
