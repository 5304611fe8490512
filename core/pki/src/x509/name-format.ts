import { ATTRIBUTE_KEYWORDS } from './oids.ts';
import { hexOf } from './serial-number.ts';
import type { AttributeTypeAndValue, Name } from './types.ts';

/** `leaf-first`: the reverse of the encoding, as RFC 4514 §2.1 and Windows write names; `encoded`: as it is. */
export type NameOrder = 'leaf-first' | 'encoded';

/**
 * RFC 4514 text: `CN=EntCA, DC=Domain, DC=Contoso, DC=com`. Attribute types without a keyword are written as
 * their OID with the value as text, for people's sake, where §2.4 would write hex.
 */
export function formatName(
  name: Name,
  order: NameOrder = 'leaf-first',
  separator: ',' | ', ' = ', ',
): string {
  const rdns = name.rdnSequence.map((rdn) => rdn.map(formatAttribute).join('+'));
  return (order === 'leaf-first' ? rdns.reverse() : rdns).join(separator);
}

function formatAttribute({ type, value, opaque }: AttributeTypeAndValue): string {
  const keyword = ATTRIBUTE_KEYWORDS.get(type)?.[0] ?? type;
  return `${keyword}=${opaque ? value : escapeValue(value)}`;
}

function escapeValue(value: string): string {
  return value
    .replace(/[\\"+,;<>]|^[ #]| $/g, '\\$&')
    .replace(INVISIBLE, (character) => hexOf(new TextEncoder().encode(character)).replace(/../g, '\\$&'));
}

// Control and direction characters would let a name look like another in a log; RFC 4514 §2.4 lets any be escaped.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
