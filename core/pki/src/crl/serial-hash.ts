/**
 * Hash of the content octets of a serial number, the same from both functions: one reads where the number lies
 * in a list, a word at a time, one takes a number that somebody asks for. Each step can be undone, so numbers that
 * differ in one word only, as counters and numbers with one tail do, never meet before the last mix.
 */
export function hashSerial(bytes: Uint8Array, view: DataView, start: number, length: number): number {
  const end = start + length;
  const wordsEnd = end - (length & 3);
  let hash = length;
  let at = start;
  for (; at < wordsEnd; at += 4) hash = mixIn(hash, view.getInt32(at, true));
  let last = 0;
  for (; at < end; at++) last = (last << 8) | (bytes[at] ?? 0);
  return finish(hash, last);
}

/** The same of octets from `start` to `end` that lie outside a list. */
export function hashOctets(octets: Uint8Array, start: number, end: number): number {
  const length = end - start;
  const wordsEnd = end - (length & 3);
  let hash = length;
  let at = start;
  for (; at < wordsEnd; at += 4) {
    const low = (octets[at] ?? 0) | ((octets[at + 1] ?? 0) << 8);
    const high = (octets[at + 2] ?? 0) | ((octets[at + 3] ?? 0) << 8);
    hash = mixIn(hash, low | (high << 16));
  }
  let last = 0;
  for (; at < end; at++) last = (last << 8) | (octets[at] ?? 0);
  return finish(hash, last);
}

function mixIn(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function finish(hash: number, last: number): number {
  let mixed = Math.imul(hash ^ last, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  return mixed ^ (mixed >>> 15);
}
