import { PkiError, parseCertificateList } from '@signet/pki';
import { der, derInteger, derName } from '../der.ts';
import { measureGrowth } from '../hostile/growth.ts';
import type { Bench, Row } from '../row.ts';

/**
 * Lists made to tire out whoever reads them: nanoseconds for each octet until they are refused, of 128 MB against the
 * same of 64 MB as limit. What grows linearly has the same for both, what grows with the square twice as many, and what
 * is refused at once half. Both are larger than the caches of processors: a list that still fits one is read faster for
 * each octet, which would pass for growth.
 */
export const hostile: Bench = {
  cases: Object.keys(hostileLists()).map((name) => `hostile-${name}`),
  async *run(_context, wanted) {
    for (const [name, make] of Object.entries(hostileLists())) {
      if (wanted(`hostile-${name}`)) yield measure(`hostile-${name}`, make);
    }
  },
};

function measure(name: string, make: (megabytes: number) => Buffer): Row {
  const lists = SIZES.map((megabytes) => make(megabytes));
  const inputs = lists.map((bytes) => ({ octets: bytes.length, judge: () => refuse(bytes) }));
  return measureGrowth(name, inputs, ROUNDS);
}

function refuse(bytes: Uint8Array): void {
  try {
    parseCertificateList(bytes);
  } catch (error) {
    if (error instanceof PkiError) return;
    throw error;
  }
  throw new Error('a hostile list was taken');
}

/** By what makes them costly; the size is in megabytes. */
export function hostileLists(): Readonly<Record<string, (megabytes: number) => Buffer>> {
  return {
    'last-entry-broken': (megabytes) => list([entries(megabytes, []), BROKEN]),
    'every-entry-unusual': (megabytes) => list([entries(megabytes, [LADEN]), BROKEN]),
    'same-serials-again': (megabytes) => list([entries(megabytes, [], SAME), BROKEN]),
    'issuers-without-end': (megabytes) => list([entries(megabytes, [ISSUER]), BROKEN]),
    'names-without-end': (megabytes) => list([], repeat([RDN], megabytes)),
    'extensions-without-end': (megabytes) => list([], undefined, repeat([EXTENSION], megabytes)),
    'base64-without-end': (megabytes) =>
      Buffer.concat([Buffer.from('-----BEGIN X509 CRL-----\n'), Buffer.alloc(megabytes << 20, 'MIIB')]),
  };
}

function list(entries: readonly Uint8Array[], rdns: Uint8Array = RDN, extensions?: Uint8Array): Buffer {
  const tbs = [derInteger(1), ALGORITHM, der(0x30, rdns), TIME, der(0x30, ...entries)];
  if (extensions !== undefined) tbs.push(der(0xa0, der(0x30, extensions)));
  return der(0x30, der(0x30, ...tbs), ALGORITHM, der(0x03, Buffer.of(0, 1)));
}

function repeat(parts: readonly Uint8Array[], megabytes: number): Buffer {
  const once = Buffer.concat(parts);
  return Buffer.alloc(Math.ceil((megabytes << 20) / once.length) * once.length, once);
}

// All alike but for the four octets in the middle of the serial number.
function entries(megabytes: number, rest: readonly Uint8Array[], same = 1): Buffer {
  const serial = Buffer.alloc(16, 0x55);
  const one = der(0x30, der(0x02, serial), TIME, ...rest);
  const all = repeat([one], megabytes);
  const within = one.indexOf(serial) + 8;
  for (let number = 0; number * one.length < all.length; number++) {
    const spread = Math.imul(Math.floor(number / same), 0x9e3779b1) >>> 0;
    all.writeUInt32BE(spread, number * one.length + within);
  }
  return all;
}

const TIME = der(0x17, Buffer.from('261123090000Z'));
const ALGORITHM = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
const RDN = derName('An issuer with a name').subarray(2);
const EXTENSION = der(0x30, der(0x06, Buffer.from('2a0304', 'hex')), der(0x04, Buffer.of(5, 0)));
// As many extensions as are read, and none of the shape that most entries have.
const LADEN = der(0x30, ...Array.from({ length: 16 }, () => EXTENSION));
const ISSUER = der(
  0x30,
  der(0x30, der(0x06, Buffer.from('551d1d', 'hex')), der(0x04, der(0x30, der(0xa4, derName('Another'))))),
);
const BROKEN = der(0x30, TIME);

/** How often each serial number comes in the list that repeats them. */
const SAME = 64;

const SIZES = [8, 16, 32, 64, 128] as const;
const ROUNDS = 7;
