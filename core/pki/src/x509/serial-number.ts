import type { SerialNumber } from './types.ts';

/** Content octets of an INTEGER as a serial number. */
export function serialNumberOf(content: Uint8Array): SerialNumber {
  if ((content[0] ?? 0) < 0x80) return trimZeros(hexOf(content));
  const magnitude = (1n << BigInt(content.length * 8)) - BigInt(`0x${hexOf(content)}`);
  return `-${magnitude.toString(16)}`;
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
