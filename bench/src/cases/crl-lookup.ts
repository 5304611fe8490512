import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCertificateList, parseCertificateList } from '@signet/pki';
import { crlFile } from '../files.ts';
import { writeSerial } from '../make-crl.ts';
import { bestOf } from '../measure.ts';
import { createNativePeers, figure } from '../peers.ts';
import type { Bench, Row } from '../row.ts';

/**
 * Look-ups a second of one thread in a list of 476,000 entries in shared memory, in random order: by the octets of
 * serial numbers, as lists are compared with each other, and as a sign-in asks, which has its serial number as hex. The
 * limit is one read at a random place: for who is not on the list, of a word of as much memory as the filter of the index
 * has; for who is, of an octet of the list, since nobody can tell that a number is there without looking at it.
 */
export const crlLookup: Bench = {
  cases: ['crl-lookup-absent', 'crl-lookup-listed', 'crl-lookup-sign-in'],
  async *run({ folder }, wanted) {
    const { bytes, path } = crlFile(folder, ENTRIES);
    const crl = openCertificateList(parseCertificateList(bytes, { shared: true }).buffers);
    const peers = createNativePeers(join(folder, 'peers'));
    for (const [name, seed] of [
      ['crl-lookup-absent', 77],
      ['crl-lookup-listed', LISTED_SEED],
    ] as const) {
      if (!wanted(name)) continue;
      const serials = makeSerials(seed);
      const serialsPath = join(folder, `${name}.serials`);
      writeFileSync(serialsPath, serials);
      const isListed = (start: number) => crl.listsSerial(serials, start, start + SERIAL_OCTETS);
      const memory = name === 'crl-lookup-listed' ? new Uint8Array(crl.der) : FILTER_WORDS;
      yield measure(
        name,
        { serials, isListed, memory },
        {
          OpenSSL: millions(figure(peers.ask('OpenSSL', ['lookup', path, serialsPath]), 'perSecond')),
          Java: millions(figure(peers.ask('Java', ['lookup', path, serialsPath]), 'perSecond')),
        },
      );
    }
    if (!wanted('crl-lookup-sign-in')) return;
    const serials = makeSerials(77);
    const texts = Array.from({ length: ENTRIES }, (_, i) => serialNumberAt(serials, i * SERIAL_OCTETS));
    const isListed = (start: number) => crl.findEntries(texts[start / SERIAL_OCTETS] ?? '').length > 0;
    yield measure('crl-lookup-sign-in', { serials, isListed, memory: FILTER_WORDS }, {});
  },
};

function serialNumberAt(serials: Uint8Array, start: number): string {
  const octets = serials.subarray(start, start + SERIAL_OCTETS);
  return BigInt(`0x${Buffer.from(octets).toString('hex')}`).toString(16);
}

interface Lookups {
  readonly serials: Uint8Array;
  /** By the offset of a serial number among them. */
  readonly isListed: (start: number) => boolean;
  /** What the limit reads. */
  readonly memory: Int32Array | Uint8Array;
}

function measure(name: string, { serials, isListed, memory }: Lookups, peers: Row['peers']): Row {
  const places = memory.length / 2 ** 32;
  let listed = 0;
  const { ours, limit, waiting } = bestOf(25, {
    limit: () => {
      for (let i = 0; i < ENTRIES; i++)
        listed += memory[((Math.imul(i, 0x9e3779b1) >>> 0) * places) | 0] ?? 0;
    },
    waiting: () => {
      let place = 0;
      for (let i = 0; i < ENTRIES; i++) {
        place = (((Math.imul(i, 0x9e3779b1) ^ (memory[place] ?? 0)) >>> 0) * places) | 0;
      }
      listed += place;
    },
    ours: () => {
      listed = 0;
      for (let start = 0; start < serials.length; start += SERIAL_OCTETS) if (isListed(start)) listed++;
    },
  });
  const expected = name.endsWith('listed') ? ENTRIES : 0;
  if (listed !== expected) throw new Error(`${listed} serial numbers were found, not ${expected}`);
  return {
    case: name,
    unit: 'million/s',
    ours: ENTRIES / ours / 1000,
    limit: ENTRIES / limit / 1000,
    peers,
    // The limit has some thirty reads under way at a time; a look-up is too long for more than two.
    facts: { 'reads that wait for the one before (million/s)': ENTRIES / waiting / 1000 },
  };
}

// Those of the list, or others of the same kind, in an order that jumps about.
function makeSerials(seed: number): Uint8Array {
  const order = Array.from({ length: ENTRIES }, (_, i) => ({ i, key: Math.imul(i + 1, 0x85ebca6b) >>> 0 }));
  order.sort((a, b) => a.key - b.key);
  const serials = new Uint8Array(ENTRIES * SERIAL_OCTETS);
  for (const [place, { i }] of order.entries())
    writeSerial(serials, place * SERIAL_OCTETS, SERIAL_OCTETS, i, seed);
  return serials;
}

function millions(value: number | 'absent'): number | 'absent' {
  return value === 'absent' ? value : value / 1e6;
}

const ENTRIES = 476_000;
const SERIAL_OCTETS = 16;
/** The seed of `makeCrl` when none is given. */
const LISTED_SEED = 1;
const FILTER_WORDS = new Int32Array(new SharedArrayBuffer(512 * 1024));
