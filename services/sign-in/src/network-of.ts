/**
 * Whom an address stands for when attempts are counted. An IPv6 customer has at least 2^64 addresses of one
 * network to change between (RFC 6177 §2), so there the first 64 bits count; an IPv4 address counts whole.
 */
export function networkOf(address: string): string {
  // Sockets that serve both families write IPv4 addresses so, RFC 4291 §2.5.5.2.
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.replace(/%.*/, '').split('::');
  const left = groupsOf(head);
  const right = groupsOf(tail ?? '');
  const zeros = Array<string>(Math.max(0, GROUPS - left.length - right.length)).fill('0');
  const groups = [...left, ...zeros, ...right].slice(0, GROUPS / 2);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** RFC 4291 §2.2 (3): the last two may be written as an IPv4 address, which no network begins with. */
function groupsOf(text: string): readonly string[] {
  return text.split(':').flatMap((group) => (group === '' ? [] : group.includes('.') ? ['0', '0'] : [group]));
}

const GROUPS = 8;
