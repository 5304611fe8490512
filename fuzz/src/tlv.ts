/** A DER element as bytes alone: what it means is for the parsers that are fuzzed. */
export interface TlvNode {
  readonly tag: number;
  /** Of a constructed element. */
  readonly children?: readonly TlvNode[];
  /** Of a primitive one. */
  readonly content?: Uint8Array;
}

/**
 * Reads tags and lengths without any of the rules that core/pki has, so that the two have no fault in common; a
 * constructed element that is none inside is taken as bytes. Nothing for what has no sound outer length.
 */
export function readTlv(bytes: Uint8Array): readonly TlvNode[] | undefined {
  const nodes: TlvNode[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0;
    const header = readLength(bytes, at + 1);
    if (header === undefined || header.start + header.length > bytes.length) return undefined;
    const content = bytes.subarray(header.start, header.start + header.length);
    const children = (tag & CONSTRUCTED) === 0 ? undefined : readTlv(content);
    nodes.push(children === undefined ? { tag, content } : { tag, children });
    at = header.start + header.length;
  }
  return nodes;
}

/** DER of the nodes: definite lengths in their shortest form (X.690 §10.1). */
export function encodeTlv(nodes: readonly TlvNode[]): Uint8Array {
  return Buffer.concat(
    nodes.map(({ tag, children, content }) => {
      const inside = children === undefined ? (content ?? new Uint8Array(0)) : encodeTlv(children);
      return Buffer.concat([Buffer.of(tag, ...encodeLength(inside.length)), inside]);
    }),
  );
}

function readLength(bytes: Uint8Array, at: number): { start: number; length: number } | undefined {
  const first = bytes[at];
  if (first === undefined || first === 0x80 || first > 0x84) return undefined;
  if (first < 0x80) return { start: at + 1, length: first };
  const octets = first & 0x7f;
  let length = 0;
  for (let i = 1; i <= octets; i++) length = length * 256 + (bytes[at + i] ?? 0);
  return { start: at + 1 + octets, length };
}

function encodeLength(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256);
  return [0x80 | octets.length, ...octets];
}

const CONSTRUCTED = 0x20;
