import { formatAddress } from './address-text.ts';
import { ATTRIBUTE_KEYWORDS } from './oids.ts';
import { hexOf } from './serial-number.ts';
import type { AttributeTypeAndValue, GeneralName, Name } from './types.ts';

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
  if (order !== 'leaf-first' || separator !== ', ') return writeName(name, order, separator);
  const known = TEXTS.get(name);
  if (known !== undefined) return known;
  const text = writeName(name, order, separator);
  TEXTS.set(name, text);
  return text;
}

/** For people: the name itself where it is text, else its kind with what tells it from others. Of any length. */
export function formatGeneralName(name: GeneralName): string {
  switch (name.kind) {
    case 'directoryName':
      return formatName(name.name);
    case 'rfc822Name':
    case 'dNSName':
    case 'uniformResourceIdentifier':
      return name.value;
    case 'otherName':
      return name.text ?? `otherName ${name.typeId}`;
    case 'iPAddress':
      return `iPAddress ${formatAddress(name.octets)}`;
    case 'registeredID':
      return `registeredID ${name.oid}`;
    case 'x400Address':
    case 'ediPartyName':
      return name.kind;
  }
}

/** `formatName` for sentences and evidence: a long one is cut, so that whoever names himself can't fill a log. */
export function describeName(name: Name): string {
  return cutText(formatName(name));
}

/** Text of somebody else's making, cut to what a sentence bears. */
export function cutText(text: string): string {
  return text.length <= MAX_DESCRIPTION_LENGTH ? text : `${text.slice(0, MAX_DESCRIPTION_LENGTH)}…`;
}

function writeName(name: Name, order: NameOrder, separator: string): string {
  const rdns = name.rdnSequence.map((rdn) => rdn.map(formatAttribute).join('+'));
  return (order === 'leaf-first' ? rdns.reverse() : rdns).join(separator);
}

function formatAttribute({ type, value, opaque }: AttributeTypeAndValue): string {
  const keyword = ATTRIBUTE_KEYWORDS.get(type)?.[0] ?? type;
  return `${keyword}=${opaque ? value : escapeValue(value)}`;
}

function escapeValue(value: string): string {
  if (PLAIN.test(value)) return value;
  return value
    .replace(/[\\"+,;<>]|^[ #]| $/g, '\\$&')
    .replace(INVISIBLE, (character) => hexOf(new TextEncoder().encode(character)).replace(/../g, '\\$&'));
}

/** Most values: nothing in them is to be escaped. */
const PLAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9 .@_:/()'*-]*[A-Za-z0-9.@_:/()'*-])?)?$/;

/** The longest names of CAs in use have about 200 characters. */
const MAX_DESCRIPTION_LENGTH = 300;

// Names are written into each check of the evidence, those of CAs at every sign-in. They do not change.
const TEXTS = new WeakMap<Name, string>();

// Control and direction characters would let a name look like another in a log; RFC 4514 §2.4 lets any be escaped.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
