import { OctetMemory } from '../octet-memory.ts';

/**
 * Content octets of an OBJECT IDENTIFIER, from `start` up to `end`, as dotted decimal; `undefined` when X.690 §8.19 is
 * not met.
 */
export function parseObjectIdentifier(bytes: Uint8Array, start: number, end: number): string | undefined {
  const known = RECENT.find(bytes, start, end);
  if (known !== undefined) return known;
  const text = readArcs(bytes.subarray(start, end));
  if (text !== undefined) RECENT.keep(bytes, start, end, text);
  return text;
}

function readArcs(content: Uint8Array): string | undefined {
  const { length } = content;
  if (length === 0 || length > MAX_OCTETS || (content[length - 1] ?? 0) >= 0x80) return undefined;
  let text = '';
  for (let start = 0; start < length; ) {
    // X.690 §8.19.2: a subidentifier has no leading 80 octet.
    if (content[start] === 0x80) return undefined;
    let end = start;
    while ((content[end] ?? 0) >= 0x80) end++;
    const value = subidentifier(content, start, end);
    text = start === 0 ? firstArcs(value) : `${text}.${value}`;
    start = end + 1;
  }
  return text;
}

// UUID-based arcs under 2.25 have 128 bits, so long ones are counted with BigInt.
function subidentifier(content: Uint8Array, start: number, end: number): number | bigint {
  if (end - start >= 7) {
    let value = 0n;
    for (let i = start; i <= end; i++) value = value * 128n + BigInt((content[i] ?? 0) & 0x7f);
    return value;
  }
  let value = 0;
  for (let i = start; i <= end; i++) value = value * 128 + ((content[i] ?? 0) & 0x7f);
  return value;
}

// X.690 §8.19.4: the first two arcs share one subidentifier, 40 · first + second, and only arc 2 goes past 39.
function firstArcs(value: number | bigint): string {
  if (value < 40) return `0.${value}`;
  if (value < 80) return `1.${Number(value) - 40}`;
  return typeof value === 'bigint' ? `2.${value - 80n}` : `2.${value - 80}`;
}

/** Arcs of 128 bits take 19 octets; the longest identifiers in use stay below half of this. */
const MAX_OCTETS = 64;

/** A certificate names some twenty, nearly all of them the same as in the one before. */
const RECENT = new OctetMemory<string>(256, MAX_OCTETS);
