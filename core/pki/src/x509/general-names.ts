import type { DerReader } from '../der/reader.ts';
import { constructedContextTag, contextTag, TAG } from '../der/tags.ts';
import { readName } from './names.ts';
import type { GeneralName } from './types.ts';

/** GeneralNames, RFC 5280 §4.2.1.6: at least one. `tag` is SEQUENCE or an IMPLICIT one. */
export function readGeneralNames(reader: DerReader, tag: number = TAG.sequence): readonly GeneralName[] {
  const start = reader.offset;
  const names = readSubjectAltName(reader, tag);
  if (names.length === 0) throw reader.fault('empty-sequence', 'GeneralNames without a name', start);
  return names;
}

/**
 * subjectAltName, which RFC 5280 §4.2.1.6 wants to hold a name. CAs that fill a template with nothing write it
 * empty (CAcert's OCSP responder is one), and no names are no names: it binds nobody and meets every constraint.
 */
export function readSubjectAltName(reader: DerReader, tag: number = TAG.sequence): readonly GeneralName[] {
  const names: GeneralName[] = [];
  reader.within(tag, () => {
    while (!reader.atEnd) {
      if (names.length >= MAX_GENERAL_NAMES)
        throw reader.fault('too-many-elements', 'too many general names');
      names.push(readGeneralName(reader, 'name'));
    }
  });
  return Object.freeze(names);
}

/** A `subtree` of name constraints writes addresses with their mask, twice as long (§4.2.1.10). */
export function readGeneralName(reader: DerReader, use: 'name' | 'subtree'): GeneralName {
  const tag = reader.peekTag();
  switch (tag) {
    case constructedContextTag(0):
      return readOtherName(reader);
    case contextTag(1):
      return { kind: 'rfc822Name', value: reader.readImplicitString(tag, TAG.ia5String) };
    case contextTag(2):
      return { kind: 'dNSName', value: reader.readImplicitString(tag, TAG.ia5String) };
    case constructedContextTag(3):
      return { kind: 'x400Address', der: reader.readElement() };
    case constructedContextTag(4):
      // A CHOICE keeps its tag under IMPLICIT tagging (X.680 §31.2.7), so a Name lies inside the [4].
      return { kind: 'directoryName', name: reader.within(tag, () => readName(reader)) };
    case constructedContextTag(5):
      return { kind: 'ediPartyName', der: reader.readElement() };
    case contextTag(6):
      return { kind: 'uniformResourceIdentifier', value: reader.readImplicitString(tag, TAG.ia5String) };
    case contextTag(7):
      return { kind: 'iPAddress', octets: readAddress(reader, use) };
    case contextTag(8):
      return { kind: 'registeredID', oid: reader.readObjectIdentifier(tag) };
    default:
      throw reader.fault('unexpected-tag', 'not a GeneralName');
  }
}

function readOtherName(reader: DerReader): GeneralName {
  return reader.within(constructedContextTag(0), () => {
    const typeId = reader.readObjectIdentifier();
    return reader.within(constructedContextTag(0), () => {
      const start = reader.offset;
      const text = reader.readCharacterString();
      if (text === undefined) reader.skip();
      const value = reader.bytes.subarray(start, reader.offset);
      return text === undefined
        ? { kind: 'otherName', typeId, value }
        : { kind: 'otherName', typeId, value, text };
    });
  });
}

function readAddress(reader: DerReader, use: 'name' | 'subtree'): Uint8Array {
  const start = reader.offset;
  const octets = reader.readOctetString(contextTag(7));
  const factor = use === 'subtree' ? 2 : 1;
  if (octets.length !== 4 * factor && octets.length !== 16 * factor) {
    throw reader.fault('bad-extension', 'iPAddress of a length that is neither IPv4 nor IPv6', start);
  }
  return octets;
}

/** People's certificates name a handful; a server's a few hundred. More only feeds the name comparisons. */
const MAX_GENERAL_NAMES = 1024;
