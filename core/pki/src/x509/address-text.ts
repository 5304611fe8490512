import { hexOf } from './serial-number.ts';

/** An iPAddress as people write it: IPv4 with dots, IPv6 by RFC 5952 §4; what is neither in hex. */
export function formatAddress(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  return octets.length === 16 ? formatIpv6(octets) : hexOf(octets);
}

function formatIpv6(octets: Uint8Array): string {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(i * 2));
  const { start, length } = findLongestZeros(groups);
  const write = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  // A single group of zero is not shortened (§4.2.2).
  return length < 2
    ? write(groups)
    : `${write(groups.slice(0, start))}::${write(groups.slice(start + length))}`;
}

/** The first of the longest (§4.2.3). */
function findLongestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (const [i, group] of groups.entries()) {
    if (group !== 0) start = i + 1;
    else if (i + 1 - start > longest.length) longest = { start, length: i + 1 - start };
  }
  return longest;
}
