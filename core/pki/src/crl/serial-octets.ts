import type { SerialNumber } from '../x509/types.ts';

/**
 * Writes the content octets of the DER INTEGER with this value to the start of an array of `MAX_SERIAL_OCTETS` and
 * answers how many they are; 0 for what is no serial number. Makes no object, for the look-up of every sign-in.
 */
export function writeSerialOctets(serialNumber: SerialNumber, octets: Uint8Array): number {
  return serialNumber.startsWith('-')
    ? writeNegative(serialNumber, octets)
    : writePositive(serialNumber, octets);
}

/** The content octets in an array of their own; `undefined` for what is no serial number. */
export function serialNumberOctets(serialNumber: SerialNumber): Uint8Array | undefined {
  const octets = new Uint8Array(MAX_SERIAL_OCTETS);
  const length = writeSerialOctets(serialNumber, octets);
  return length === 0 ? undefined : octets.subarray(0, length);
}

function writePositive(digits: string, octets: Uint8Array): number {
  const { length } = digits;
  if (length === 0 || length > 2 * MAX_SERIAL_OCTETS || (length > 1 && digits.startsWith('0'))) return 0;
  const odd = length & 1;
  // A first bit that is set would make the number negative.
  const padding = odd === 0 && hexValue(digits, 0) >= 8 ? 1 : 0;
  const count = ((length + 1) >> 1) + padding;
  if (count > MAX_SERIAL_OCTETS) return 0;
  octets[0] = 0;
  let faults = 0;
  let at = padding;
  if (odd === 1) {
    faults = hexValue(digits, 0);
    octets[at++] = faults;
  }
  for (let i = odd; i < length; i += 2) {
    const high = hexValue(digits, i);
    const low = hexValue(digits, i + 1);
    octets[at++] = (high << 4) | low;
    faults |= high | low;
  }
  return faults < 16 ? count : 0;
}

function writeNegative(serialNumber: SerialNumber, octets: Uint8Array): number {
  const digits = serialNumber.slice(1);
  if (digits === '0' || writePositive(digits, octets) === 0) return 0;
  const magnitude = BigInt(`0x${digits}`);
  let length = 1;
  while (magnitude > 1n << BigInt(length * 8 - 1)) length++;
  if (length > MAX_SERIAL_OCTETS) return 0;
  const complement = (1n << BigInt(length * 8)) - magnitude;
  for (let i = 0; i < length; i++) octets[i] = Number((complement >> BigInt(8 * (length - 1 - i))) & 0xffn);
  return length;
}

// 16 and more: no lower-case hexadecimal digit.
function hexValue(digits: string, place: number): number {
  return HEX_VALUES[digits.charCodeAt(place)] ?? 16;
}

const HEX_VALUES: Uint8Array = new Uint8Array(128).fill(16);
for (const [value, digit] of Array.from('0123456789abcdef').entries())
  HEX_VALUES[digit.charCodeAt(0)] = value;

/** The index reads the length of a serial number from one octet. */
export const MAX_SERIAL_OCTETS = 127;
