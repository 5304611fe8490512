import { BlockList, isIP } from 'node:net';

/**
 * Which addresses a fetched URL may lead to. The URLs are typed by administrators, so without a policy a
 * directory could be used to reach into the network of the server.
 * `public`: no loopback, private, link-local, multicast or otherwise special range. `public-and-loopback`:
 * for the demo, whose CRLs are served by the same machine. `any`: CRL hosts inside the organisation.
 */
export type AddressPolicy = 'public' | 'public-and-loopback' | 'any';

/** `address` is an IPv4 or IPv6 literal without brackets; anything else is refused. */
export function isAddressAllowed(policy: AddressPolicy, address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  if (policy === 'any') return true;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (LOOPBACK.check(address, family)) return policy === 'public-and-loopback';
  return !SPECIAL.check(address, family);
}

function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/');
    list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

// An IPv4-mapped IPv6 address (::ffff:127.0.0.1) is matched by BlockList against the IPv4 rules too.
const LOOPBACK = blockList(['127.0.0.0/8', '::1/128']);

// RFC 6890 and its registries: what is not globally reachable. ::/96, ::ffff:0:0:0/96, 64:ff9b::/96 and
// 2002::/16 carry IPv4 addresses inside, so a translating gateway would lead back to a private one.
const SPECIAL = blockList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '168.63.129.16/32', // the platform of Azure, inside every virtual network
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24', // 6to4 relays, RFC 7526
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96', // ::1 lies in it too, but LOOPBACK is asked first
  '::ffff:0:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '100:0:0:1::/64', // for what is not there, RFC 9780
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]);
