// Writes values of core/pki as ASN.1 content octets, by the letter of X.690 and with nothing of core/pki in it.

/** Content of an INTEGER whose value is written as the serial numbers of core/pki are: hex, with a sign if negative. */
export function encodeInteger(text: string): Uint8Array {
  const negative = text.startsWith('-');
  const magnitude = BigInt(`0x${negative ? text.slice(1) : text}`);
  const value = negative ? -magnitude : magnitude;
  let octets = 1;
  while (BigInt.asIntN(octets * 8, value) !== value) octets++;
  const hex = BigInt.asUintN(octets * 8, value).toString(16);
  return Buffer.from(hex.padStart(octets * 2, '0'), 'hex');
}

/** Content of an OBJECT IDENTIFIER in dotted decimal. */
export function encodeObjectIdentifier(dotted: string): Uint8Array {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  return Buffer.from([first * 40n + second, ...rest].flatMap(encodeSubidentifier));
}

/** Content of a UTCTime or a GeneralizedTime, as the tag says. */
export function encodeTime(seconds: number, tag: number): Uint8Array {
  const [year, ...rest] = new Date(seconds * 1000)
    .toISOString()
    .split(/[-:T.]/)
    .slice(0, 6);
  const digits = `${(year ?? '').slice(-4)}${rest.join('')}Z`;
  return Buffer.from(tag === UTC_TIME ? digits.slice(2) : digits);
}

/** Content of a character string of the tag's type. */
export function encodeString(text: string, tag: number): Uint8Array {
  if (tag === UTF8_STRING) return Buffer.from(text, 'utf8');
  if (tag === BMP_STRING) return Buffer.from(text, 'utf16le').swap16();
  if (tag !== UNIVERSAL_STRING) return Buffer.from(text, 'latin1');
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return Buffer.from(
    points.flatMap((point) => [point >>> 24, (point >>> 16) & 0xff, (point >>> 8) & 0xff, point & 0xff]),
  );
}

function encodeSubidentifier(value: bigint): number[] {
  const septets = [Number(value & 0x7fn)];
  for (let left = value >> 7n; left > 0n; left >>= 7n) septets.unshift(Number(left & 0x7fn) | 0x80);
  return septets;
}

const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const UNIVERSAL_STRING = 0x1c;
const BMP_STRING = 0x1e;
