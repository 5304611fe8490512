import type { NameOrder } from './name-format.ts';
import { parseNameString } from './name-text.ts';
import type { AttributeTypeAndValue, Name } from './types.ts';

/** RFC 5280 §7.1: attributes in the same order, compared without regard to case, spacing or string type. */
export function equalNames(a: Name, b: Name): boolean {
  if (a === b) return true;
  const [key, other] = [KEYS.get(a), KEYS.get(b)];
  if (key !== undefined && other !== undefined) return key === other;
  return mayBeEqual(a, b) && nameKey(a) === nameKey(b);
}

// Names of one organisation differ in their last part: the name of a leaf, which is compared once, needs no key. Only
// where a look tells: what has to be normalised, for milliseconds if somebody wants it to, is that once, for the key.
function mayBeEqual({ rdnSequence: a }: Name, { rdnSequence: b }: Name): boolean {
  if (a.length !== b.length) return false;
  const [last = [], other = []] = [a[a.length - 1], b[b.length - 1]];
  const [one, another] = [last[0], other[0]];
  if (last.length !== 1 || other.length !== 1 || one === undefined || another === undefined) return true;
  if (one.type !== another.type) return false;
  if (!PLAIN.test(one.value) || !PLAIN.test(another.value)) return true;
  return one.value.toLowerCase() === another.value.toLowerCase();
}

/**
 * Normalised text of a name: two names are equal iff their keys are. Printable, so it serves as a database
 * key; `` for the empty name.
 */
export function nameKey(name: Name): string {
  const known = KEYS.get(name);
  if (known !== undefined) return known;
  const key = rdnKeys(name).join(',');
  KEYS.set(name, key);
  return key;
}

/**
 * The `nameKey` that the name would have which this text writes, leaf first as AD FS and RFC 4514 do, or in
 * the order of the encoding. Matching a text of unknown origin tries both (Entra CBA with federation). Throws `bad-name`.
 */
export function nameStringKey(text: string, order: NameOrder = 'leaf-first'): string {
  const rdns = parseNameString(text);
  return (order === 'leaf-first' ? rdns.toReversed() : rdns).map(rdnKey).join(',');
}

/** RFC 5280 §7.1: an empty prefix matches every name; used for directoryName subtrees. */
export function isWithinSubtree(name: Name, base: Name): boolean {
  const prefix = rdnKeys(base);
  const keys = rdnKeys(name);
  return prefix.length <= keys.length && prefix.every((key, i) => key === keys[i]);
}

// A certificate's name is held against thousands of subtrees, one after the other.
function rdnKeys(name: Name): readonly string[] {
  const known = RDN_KEYS.get(name);
  if (known !== undefined) return known;
  const keys = name.rdnSequence.map(rdnKey);
  RDN_KEYS.set(name, keys);
  return keys;
}

function rdnKey(rdn: Name['rdnSequence'][number]): string {
  return rdn.map(attributeKey).sort().join('+');
}

function attributeKey({ type, value, opaque }: AttributeTypeAndValue): string {
  return `${type}=${opaque ? value : prepareString(value).replace(/[\\,+]|^#/g, '\\$&')}`;
}

/**
 * RFC 4518 as RFC 5280 §7.1 asks: map, normalise, fold case, squeeze spaces. Nothing is prohibited: a code
 * point that must not appear differs from every other and so matches nothing but itself.
 */
function prepareString(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .replace(SPACES, ' ')
    .replace(MAPPED_TO_NOTHING, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ς', 'σ')
    .normalize('NFKC')
    .replace(SPACES, ' ')
    .trim();
}

/** Most values: graphic ASCII with single spaces inside, where only case is to be folded. */
const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/;

// RFC 4518 §2.2, by Unicode property: controls, format characters, fillers and variation selectors.
const MAPPED_TO_NOTHING = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\ufffc]/gu;
const SPACES = /[\s\u0085]+/g;

// A trust store compares the same few names for every sign-in.
const KEYS: WeakMap<Name, string> = new WeakMap();
const RDN_KEYS: WeakMap<Name, readonly string[]> = new WeakMap();
