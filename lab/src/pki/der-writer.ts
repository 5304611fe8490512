/**
 * The few DER forms that PKCS #12 and some CRL extensions need and @peculiar/x509 does not write. Lengths up
 * to four bytes; no checks of the content, which is always our own.
 */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  return Buffer.concat([Uint8Array.of(tag), encodeLength(content.length), content]);
}

export const sequence = (...contents: readonly Uint8Array[]): Uint8Array => der(0x30, ...contents);
export const set = (...contents: readonly Uint8Array[]): Uint8Array => der(0x31, ...contents);
export const octetString = (content: Uint8Array): Uint8Array => der(0x04, content);
/** [n] constructed: EXPLICIT, or IMPLICIT of something constructed. */
export const context = (number: number, ...contents: readonly Uint8Array[]): Uint8Array =>
  der(0xa0 | number, ...contents);
export const nullValue: Uint8Array = Uint8Array.of(0x05, 0x00);

/** Non-negative numbers only. */
export function integer(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  // A leading one bit would make the number negative.
  if (bytes.length === 0 || (bytes[0] ?? 0) >= 0x80) bytes.unshift(0);
  return der(0x02, Uint8Array.from(bytes));
}

export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...arcs] = dotted.split('.').map(Number);
  return der(0x06, Uint8Array.from([first * 40 + second, ...arcs.flatMap(base128)]));
}

/** UTF-16BE, which is what friendlyName and PKCS #12 passwords are. */
export function bmpText(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le').swap16();
}

function base128(arc: number): number[] {
  const digits = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift((rest % 128) | 0x80);
  }
  return digits;
}

function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from([0x80 | bytes.length, ...bytes]);
}
