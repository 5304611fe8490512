import type { DerReader } from '../der/reader.ts';

/**
 * A NamedBitList as the set of its names; `names[n]` names bit n. Bits without a name are ignored. X.690
 * §11.2.2 wants trailing zero bits cut; many CAs leave them, every reader lets them, and no meaning hangs on it.
 */
export function readNamedBits<T extends string>(
  reader: DerReader,
  tag: number,
  names: readonly (T | undefined)[],
): ReadonlySet<T> {
  const { bytes } = reader.readBitString(tag);
  const set = new Set<T>();
  for (const [bit, name] of names.entries()) {
    const octet = bytes[bit >> 3] ?? 0;
    if (name !== undefined && (octet & (0x80 >> (bit & 7))) !== 0) set.add(name);
  }
  return set;
}
