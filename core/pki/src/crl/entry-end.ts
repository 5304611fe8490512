/** Offset after an entry that was scanned. */
export function entryEnd(bytes: Uint8Array, offset: number): number {
  const first = bytes[offset + 1] ?? 0;
  if (first < 0x80) return offset + 2 + first;
  let length = 0;
  const contentStart = offset + 2 + (first & 0x7f);
  for (let i = offset + 2; i < contentStart; i++) length = length * 256 + (bytes[i] ?? 0);
  return contentStart + length;
}
