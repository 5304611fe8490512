import { PkiError, parseCertificateList } from '@signet/pki';
import { der, derInteger, derName } from '../der.ts';
import { bestOf } from '../measure.ts';
import type { Bench, Row } from '../row.ts';

/**
 * Lists made to tire out whoever reads them: nanoseconds for each octet until they are refused, of 32 MB against the
 * same of 8 MB as limit. What grows linearly has the same for both; refused at once, both are near nothing.
 */
export const hostileLinear: Bench = {
  cases: Object.keys(hostileLists()).map((name) => `hostile-${name}`),
  async *run(_context, wanted) {
    for (const [name, make] of Object.entries(hostileLists())) {
      if (wanted(`hostile-${name}`)) yield measure(`hostile-${name}`, make);
    }
  },
};

function measure(name: string, make: (megabytes: number) => Buffer): Row {
  const small = make(8);
  const large = make(32);
  const { ours, limit } = bestOf(7, { limit: () => refuse(small), ours: () => refuse(large) });
  return {
    case: name,
    unit: 'ns/octet',
    ours: (ours * 1e6) / large.length,
    limit: (limit * 1e6) / small.length,
    peers: {},
  };
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
    'last-entry-broken': (megabytes) => list([entries(megabytes, usualEntry), BROKEN]),
    'every-entry-unusual': (megabytes) => list([entries(megabytes, ladenEntry), BROKEN]),
    'same-serials-again': (megabytes) => list([entries(megabytes, repeatedEntry), BROKEN]),
    'issuers-without-end': (megabytes) => list([entries(megabytes, indirectEntry), BROKEN]),
    'names-without-end': (megabytes) => list([], repeat([RDN], megabytes)),
    'extensions-without-end': (megabytes) => list([], undefined, repeat([EXTENSION], megabytes)),
    'base64-without-end': (megabytes) =>
      Buffer.from(`-----BEGIN X509 CRL-----\n${'MIIB'.repeat(megabytes << 18)}`),
  };
}

function list(entries: readonly Uint8Array[], rdns: Uint8Array = RDN, extensions?: Uint8Array): Buffer {
  const tbs = [derInteger(1), ALGORITHM, der(0x30, rdns), TIME, der(0x30, ...entries)];
  if (extensions !== undefined) tbs.push(der(0xa0, der(0x30, extensions)));
  return der(0x30, der(0x30, ...tbs), ALGORITHM, der(0x03, Buffer.of(0, 1)));
}

function repeat(parts: readonly Uint8Array[], megabytes: number): Buffer {
  const once = Buffer.concat(parts);
  return Buffer.concat(Array.from({ length: Math.ceil((megabytes << 20) / once.length) }, () => once));
}

function entries(megabytes: number, make: (number: number) => Buffer): Buffer {
  const all: Buffer[] = [];
  let length = 0;
  for (let number = 0; length < megabytes << 20; number++) {
    const one = make(number);
    all.push(one);
    length += one.length;
  }
  return Buffer.concat(all);
}

function usualEntry(number: number): Buffer {
  return entry(serialOf(number));
}

// Each 64 times.
function repeatedEntry(number: number): Buffer {
  return entry(serialOf(number >> 6));
}

// As many extensions as are read, and none of the shape that most entries have.
function ladenEntry(number: number): Buffer {
  return entry(serialOf(number), LADEN);
}

function indirectEntry(number: number): Buffer {
  return entry(serialOf(number), ISSUER);
}

function serialOf(number: number): Buffer {
  const serial = Buffer.alloc(16, 0x55);
  serial.writeUInt32BE(Math.imul(number, 0x9e3779b1) >>> 0, 8);
  return serial;
}

function entry(serial: Uint8Array, ...rest: readonly Uint8Array[]): Buffer {
  return der(0x30, der(0x02, serial), TIME, ...rest);
}

const TIME = der(0x17, Buffer.from('261123090000Z'));
const ALGORITHM = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
const RDN = derName('An issuer with a name').subarray(2);
const EXTENSION = der(0x30, der(0x06, Buffer.from('2a0304', 'hex')), der(0x04, Buffer.of(5, 0)));
const LADEN = der(0x30, ...Array.from({ length: 16 }, () => EXTENSION));
const ISSUER = der(
  0x30,
  der(0x30, der(0x06, Buffer.from('551d1d', 'hex')), der(0x04, der(0x30, der(0xa4, derName('Another'))))),
);
const BROKEN = der(0x30, TIME);
