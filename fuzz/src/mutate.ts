import type { SeededRandom } from './random.ts';
import { encodeTlv, readTlv, type TlvNode } from './tlv.ts';

export interface MutateOptions {
  readonly random: SeededRandom;
  /** Another input of the corpus, to take a piece from. */
  readonly other: Uint8Array;
  /** `der`: half of the changes keep the lengths around them right, for else few get past the first byte. */
  readonly shape: 'der' | 'bytes' | 'text';
  /** Words of the language that is fuzzed. */
  readonly dictionary: readonly Uint8Array[];
  readonly maxLength: number;
}

/** One to four small changes. */
export function mutate(input: Uint8Array, options: MutateOptions): Uint8Array {
  let bytes: Uint8Array = Uint8Array.from(input);
  const { random } = options;
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const changed = options.shape === 'der' && random.chance(0.5) ? mutateTlv(bytes, options) : undefined;
    bytes = changed ?? mutateBytes(bytes, options);
  }
  return bytes.subarray(0, options.maxLength);
}

function mutateBytes(bytes: Uint8Array, { random, other, dictionary }: MutateOptions): Uint8Array {
  const at = random.below(bytes.length + 1);
  const length = 1 + random.below(random.chance(0.5) ? 4 : 64);
  const before = bytes.subarray(0, at);
  switch (random.below(7)) {
    case 0:
      return Buffer.concat([before, bytes.subarray(at + length)]);
    case 1:
      return Buffer.concat([before, randomBytes(length, random), bytes.subarray(at)]);
    case 2:
      return Buffer.concat([before, bytes.subarray(at, at + length), bytes.subarray(at)]);
    case 3: {
      const from = random.below(other.length + 1);
      return Buffer.concat([before, other.subarray(from, from + length), bytes.subarray(at)]);
    }
    case 4:
      return Buffer.concat([before, random.pick(dictionary) ?? randomBytes(1, random), bytes.subarray(at)]);
    case 5:
      return setByte(bytes, at, random.pick(TELLING_BYTES) ?? 0);
    default:
      return setByte(bytes, at, (bytes[at] ?? 0) ^ (1 << random.below(8)));
  }
}

function setByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  return Uint8Array.from(bytes, (byte, index) => (index === at ? value : byte));
}

function randomBytes(length: number, random: SeededRandom): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

/** Changes one element somewhere in the tree and writes all lengths anew. */
function mutateTlv(bytes: Uint8Array, options: MutateOptions): Uint8Array | undefined {
  const nodes = readTlv(bytes);
  if (nodes === undefined || nodes.length === 0) return undefined;
  const place = { left: options.random.below(countNodes(nodes)) };
  return encodeTlv(changeAt(nodes, place, options));
}

function changeAt(
  nodes: readonly TlvNode[],
  place: { left: number },
  options: MutateOptions,
): readonly TlvNode[] {
  return nodes.flatMap((node) => {
    if (place.left-- === 0) return changeNode(node, options);
    if (node.children === undefined || place.left < 0) return [node];
    return [{ tag: node.tag, children: changeAt(node.children, place, options) }];
  });
}

function changeNode(node: TlvNode, options: MutateOptions): readonly TlvNode[] {
  const { random, other } = options;
  switch (random.below(6)) {
    case 0:
      return [];
    case 1:
      return [node, node];
    case 2:
      return [{ ...node, tag: random.pick(TELLING_TAGS) ?? node.tag }];
    case 3:
      return [node, ...pickNode(readTlv(other) ?? [], random)];
    case 4:
      return pickNode(readTlv(other) ?? [], random);
    default:
      return [changeContent(node, options)];
  }
}

function changeContent(node: TlvNode, options: MutateOptions): TlvNode {
  if (node.children !== undefined) return { tag: node.tag, children: [...node.children].reverse() };
  return { tag: node.tag, content: mutateBytes(node.content ?? new Uint8Array(0), options) };
}

function pickNode(nodes: readonly TlvNode[], random: SeededRandom): readonly TlvNode[] {
  const node = random.pick(nodes);
  if (node === undefined) return [];
  return node.children === undefined || node.children.length === 0 || random.chance(0.2)
    ? [node]
    : pickNode(node.children, random);
}

function countNodes(nodes: readonly TlvNode[]): number {
  return nodes.reduce((sum, { children }) => sum + 1 + countNodes(children ?? []), 0);
}

/** Ends of ranges, and what begins something in DER, XML and WBXML. */
const TELLING_BYTES = [
  0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff, 0x30, 0x31, 0x02, 0x05, 0x0a, 0x20, 0x22, 0x26, 0x27, 0x3c,
  0x3e,
];
const TELLING_TAGS = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x16, 0x17, 0x18, 0x1e, 0x30, 0x31, 0x80, 0x81, 0x82,
  0x86, 0xa0, 0xa1, 0xa2, 0xa3,
];
