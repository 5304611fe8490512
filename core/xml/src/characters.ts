import { XmlError } from './error.ts';

/** Whether a value can stand in XML 1.0 at all (Char, §2.2), be it as it is or as a character reference. */
export function isXmlCharacters(value: string): boolean {
  return !ILLEGAL.test(value) && value.isWellFormed();
}

/**
 * Replaces character references and the five predefined entities (XML 1.0 §4.1, §4.6). There is no other entity,
 * since there is no DOCTYPE. Throws `XmlError` `not-well-formed` for everything else after an `&`.
 */
export function expandReferences(text: string): string {
  return text.includes('&') ? text.replace(REFERENCE, expandReference) : text;
}

function expandReference(
  _reference: string,
  hexadecimal: string | undefined,
  decimal: string | undefined,
  entity: keyof typeof ENTITIES | undefined,
): string {
  if (entity !== undefined) return ENTITIES[entity];
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  // NaN for an `&` that begins no reference; every number but a few is a character, and a huge one is none.
  const character = code <= 0x10_ffff ? String.fromCodePoint(code) : '';
  if (character !== '' && isXmlCharacters(character)) return character;
  throw new XmlError(
    'not-well-formed',
    'the document is not well-formed: an & begins no reference that is known',
  );
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" } as const;
const REFERENCE = /&(?:#(?:x([0-9A-Fa-f]+)|([0-9]+));|(amp|lt|gt|quot|apos);|)/g;
const ILLEGAL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;
