import { type DerReader, parseDer } from '../der/reader.ts';
import { TAG } from '../der/tags.ts';
import type { OctetMemory } from '../octet-memory.ts';

/**
 * The next element, a SEQUENCE, as `read` makes it: of octets that `memory` knows, the object that was made of them
 * before. `isCommon` tells what is worth remembering; default: all.
 */
export function readRemembered<T>(
  reader: DerReader,
  memory: OctetMemory<T>,
  read: (reader: DerReader) => T,
  isCommon: (value: T) => boolean = () => true,
): T {
  const start = reader.offset;
  const end = reader.peekEnd(TAG.sequence);
  const known = memory.find(reader.bytes, start, end);
  if (known !== undefined) {
    reader.skip();
    return known;
  }
  const value = read(reader);
  if (end - start > memory.maxOctets || !isCommon(value)) return value;
  // Of octets of its own: a view would keep all that lies around it.
  const own = parseDer(new Uint8Array(reader.bytes.subarray(start, end)), read);
  memory.keep(reader.bytes, start, end, own);
  return own;
}
