import type { SerialNumber } from '../x509/types.ts';

/** Content octets of the DER INTEGER with this value; `undefined` for what is no serial number. */
export function serialNumberOctets(serialNumber: SerialNumber): Uint8Array | undefined {
  const match = /^(-?)(0|[1-9a-f][0-9a-f]*)$/.exec(serialNumber);
  const [, sign, digits] = match ?? [];
  if (digits === undefined || digits.length > MAX_HEX_DIGITS) return undefined;
  return sign === '-' ? negativeOctets(BigInt(`0x${digits}`)) : positiveOctets(digits);
}

function positiveOctets(digits: string): Uint8Array {
  const octets = hexToOctets(digits);
  // A first bit that is set would make the number negative.
  return (octets[0] ?? 0) < 0x80 ? octets : Uint8Array.from([0, ...octets]);
}

function negativeOctets(magnitude: bigint): Uint8Array {
  let length = 1;
  while (magnitude > 1n << BigInt(length * 8 - 1)) length++;
  return hexToOctets(((1n << BigInt(length * 8)) - magnitude).toString(16));
}

function hexToOctets(digits: string): Uint8Array {
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return Uint8Array.from({ length: even.length / 2 }, (_, i) =>
    Number.parseInt(even.slice(2 * i, 2 * i + 2), 16),
  );
}

/** 127 octets, the longest that a CRL's entries are read with. */
const MAX_HEX_DIGITS = 254;
