import type { SerialNumber } from './types.ts';

/** Content octets of an INTEGER as a serial number. */
export function serialNumberOf(content: Uint8Array): SerialNumber {
  const digits = hexOf(content);
  return (content[0] ?? 0) < 0x80 ? trimZeros(digits) : negativeOf(digits);
}

/** As certificate viewers and Windows write it: whole octets of upper-case hex, `0A1B`. */
export function formatSerialNumber(serialNumber: SerialNumber): string {
  const negative = serialNumber.startsWith('-');
  const digits = negative ? serialNumber.slice(1) : serialNumber;
  return (negative ? '-' : '') + digits.padStart(digits.length + (digits.length % 2), '0').toUpperCase();
}

/**
 * Hex that people and federation servers write: either case, leading zeros, `0x`, spaces and colons between
 * digits. `undefined` when it is no such number.
 */
export function parseSerialNumberText(text: string): SerialNumber | undefined {
  if (text.length > MAX_TEXT_LENGTH) return undefined;
  const match = /^(-?)(?:0x)?([0-9a-f]+)$/.exec(text.toLowerCase().replace(/[\s:]/g, ''));
  const [, sign = '', digits] = match ?? [];
  if (digits === undefined) return undefined;
  const value = trimZeros(digits);
  return value === '0' ? value : sign + value;
}

/**
 * The negative number that the same digits may stand for: some write the content octets of the INTEGER as they are, and a
 * first bit that is set makes it negative; others write the value and leave the leading zero octet out. `undefined` where
 * there is no doubt.
 */
export function negativeReadingOf(serialNumber: SerialNumber): SerialNumber | undefined {
  const isDoubtful = serialNumber.length % 2 === 0 && /^[89a-f]/.test(serialNumber);
  return isDoubtful ? negativeOf(serialNumber) : undefined;
}

/** The number as it is written, and the negative one that it may stand for. */
export function readingsOf(serialNumber: SerialNumber): readonly SerialNumber[] {
  const negative = negativeReadingOf(serialNumber);
  return negative === undefined ? [serialNumber] : [serialNumber, negative];
}

/** The other way round: the number that those who leave the leading zero octet out mean by a negative one's octets. */
export function positiveReadingOf(serialNumber: SerialNumber): SerialNumber | undefined {
  if (!serialNumber.startsWith('-')) return undefined;
  const magnitude = BigInt(`0x${serialNumber.slice(1)}`);
  const octets = Math.ceil(((magnitude - 1n).toString(2).length + 1) / 8);
  return ((1n << BigInt(8 * octets)) - magnitude).toString(16);
}

/** X.690 §8.3.3: two's complement, of octets whose first bit is set. */
function negativeOf(digits: string): SerialNumber {
  const magnitude = (1n << BigInt(digits.length * 4)) - BigInt(`0x${digits}`);
  return `-${magnitude.toString(16)}`;
}

/** Lower case, two digits for each octet. */
export function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX_OCTETS[byte];
  return text;
}

function trimZeros(hex: string): string {
  return hex.replace(/^0+(?=.)/, '');
}

const HEX_OCTETS: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** Twenty octets are the longest serial number of RFC 5280 §4.1.2.2; colons and errors double and treble it. */
const MAX_TEXT_LENGTH = 256;
