import type { SerialNumber } from '../x509/types.ts';

/** Content octets of the DER INTEGER with this value; `undefined` for what is no serial number. */
export function serialNumberOctets(serialNumber: SerialNumber): Uint8Array | undefined {
  return serialNumber.startsWith('-') ? negativeOctets(serialNumber) : positiveOctets(serialNumber);
}

function positiveOctets(digits: string): Uint8Array | undefined {
  const { length } = digits;
  if (length === 0 || length > MAX_HEX_DIGITS || (length > 1 && digits.startsWith('0'))) return undefined;
  const odd = length & 1;
  // A first bit that is set would make the number negative.
  const padding = odd === 0 && hexValue(digits, 0) >= 8 ? 1 : 0;
  const octets = new Uint8Array(((length + 1) >> 1) + padding);
  let faults = 0;
  for (let i = 0; i < length; i++) {
    const value = hexValue(digits, i);
    const place = padding + ((i + odd) >> 1);
    octets[place] = ((octets[place] ?? 0) << 4) | value;
    faults |= value;
  }
  return faults < 16 ? octets : undefined;
}

function negativeOctets(serialNumber: SerialNumber): Uint8Array | undefined {
  const digits = serialNumber.slice(1);
  if (digits === '0' || positiveOctets(digits) === undefined) return undefined;
  const magnitude = BigInt(`0x${digits}`);
  let length = 1;
  while (magnitude > 1n << BigInt(length * 8 - 1)) length++;
  return positiveOctets(((1n << BigInt(length * 8)) - magnitude).toString(16))?.slice(-length);
}

// 16 and more: no lower-case hexadecimal digit.
function hexValue(digits: string, place: number): number {
  return HEX_VALUES[digits.charCodeAt(place)] ?? 16;
}

const HEX_VALUES: Uint8Array = new Uint8Array(128).fill(16);
for (const [value, digit] of Array.from('0123456789abcdef').entries())
  HEX_VALUES[digit.charCodeAt(0)] = value;

/** 127 octets, the longest that a CRL's entries are read with. */
const MAX_HEX_DIGITS = 254;
