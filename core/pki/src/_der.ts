/** DER for tests: the parser under test writes none. Lengths up to 64 KB. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = Buffer.concat(parts);
  const { length } = content;
  const header =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...header, ...content]);
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => der(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => der(0x31, ...parts);
export const octetString = (content: Uint8Array): Uint8Array<ArrayBuffer> => der(0x04, content);
export const bitString = (unusedBits: number, content: Uint8Array): Uint8Array<ArrayBuffer> =>
  der(0x03, Uint8Array.of(unusedBits), content);
export const text = (tag: number, value: string): Uint8Array<ArrayBuffer> => der(tag, Buffer.from(value));
export const boolean = (value: boolean): Uint8Array<ArrayBuffer> =>
  der(0x01, Uint8Array.of(value ? 0xff : 0));

/** INTEGER below 2^31. */
export function integer(value: number, tag = 0x02): Uint8Array<ArrayBuffer> {
  const hex = value.toString(16);
  const octets = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return (octets[0] ?? 0) >= 0x80 ? der(tag, Uint8Array.of(0), octets) : der(tag, octets);
}

export function oid(dotted: string): Uint8Array<ArrayBuffer> {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const septets = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      septets.unshift((left & 0x7f) | 0x80);
    }
    return septets;
  });
  return der(0x06, Uint8Array.from(octets));
}

export const NULL: Uint8Array<ArrayBuffer> = der(0x05);

/** A Name with one attribute per RDN, in the order of the encoding; values as UTF8String unless a tag is given. */
export function name(
  ...attributes: readonly (readonly [type: string, value: string, tag?: number])[]
): Uint8Array<ArrayBuffer> {
  return sequence(
    ...attributes.map(([type, value, tag = 0x0c]) => set(sequence(oid(type), text(tag, value)))),
  );
}
