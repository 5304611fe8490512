import type { DerReader } from '../der/reader.ts';
import { TAG } from '../der/tags.ts';
import { OctetMemory } from '../octet-memory.ts';
import { readRemembered } from './read-remembered.ts';
import { hexOf } from './serial-number.ts';
import type { AttributeTypeAndValue, Name } from './types.ts';

/** Name, RFC 5280 §4.1.2.4; an empty one is for the caller to judge. */
export function readName(reader: DerReader): Name {
  const start = reader.offset;
  const rdnSequence: (readonly AttributeTypeAndValue[])[] = [];
  reader.within(TAG.sequence, () => {
    if (reader.end - reader.offset > MAX_NAME_BYTES) throw reader.fault('too-large', 'name too long', start);
    while (!reader.atEnd) {
      if (rdnSequence.length >= MAX_RDNS) throw reader.fault('too-many-elements', 'name with too many parts');
      rdnSequence.push(readRelativeDistinguishedName(reader, TAG.set));
    }
  });
  const der = reader.bytes.subarray(start, reader.offset);
  return Object.freeze({ der, rdnSequence: Object.freeze(rdnSequence) });
}

/**
 * `readName` for the name of an issuer, which most certificates have in common with one that was read before: they get
 * the same object, and with it what was found out about the name.
 */
export function readIssuerName(reader: DerReader): Name {
  return readRemembered(reader, ISSUERS, readName);
}

/**
 * RelativeDistinguishedName under a SET tag or an IMPLICIT one. The order that X.690 §11.6 asks of a SET OF
 * is not enforced: several CAs get it wrong, and comparison sorts anyway.
 */
export function readRelativeDistinguishedName(
  reader: DerReader,
  tag: number,
): readonly AttributeTypeAndValue[] {
  const attributes: AttributeTypeAndValue[] = [];
  reader.within(tag, () => {
    // X.501 §9.3: an RDN has at least one attribute.
    if (reader.atEnd) throw reader.fault('bad-name', 'empty relative distinguished name');
    while (!reader.atEnd) {
      if (attributes.length >= MAX_ATTRIBUTES_PER_RDN) {
        throw reader.fault('too-many-elements', 'relative distinguished name with too many attributes');
      }
      attributes.push(reader.within(TAG.sequence, () => readAttribute(reader)));
    }
  });
  return Object.freeze(attributes);
}

function readAttribute(reader: DerReader): AttributeTypeAndValue {
  const type = reader.readObjectIdentifier();
  if (reader.end - reader.offset > MAX_VALUE_BYTES)
    throw reader.fault('too-large', 'value of a name too long');
  const text = reader.readCharacterString();
  if (text !== undefined) return Object.freeze({ type, value: text });
  return Object.freeze({ type, value: `#${hexOf(reader.readElement())}`, opaque: true });
}

/** The deepest directory names in use have about a dozen parts; each costs work in every comparison. */
const MAX_RDNS = 64;

const MAX_ATTRIBUTES_PER_RDN = 16;

/**
 * A name is compared and written out before anybody knows who signed it, each time at several times its size. 64 full
 * parts of the usual upper bounds fit.
 */
const MAX_NAME_BYTES = 64 * 1024;

/**
 * X.520 bounds the values in use at 64 to 128 characters (RFC 5280 Appendix A.1: up to four octets each) and leaves
 * 32768 to `name` alone, where nobody comes near it.
 */
const MAX_VALUE_BYTES = 8 * 1024;

/** Of the CAs of one or two organisations; a longer name is read each time. */
const ISSUERS = new OctetMemory<Name>(64, 1024);
