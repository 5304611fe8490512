import { beforeAll, describe, expect, it } from 'vitest';
import { compareCertificateLists, parseCertificateList } from '../index.ts';
import { createTestAuthority, der, derInteger, type TestAuthority, type TestCrl } from './_test-authority.ts';
import { hashOctets } from './serial-hash.ts';

let ca: TestAuthority;
beforeAll(async () => {
  ca = await createTestAuthority('CN=CA');
});

const NOW = Date.UTC(2026, 10, 23) / 1000;

async function list(serials: readonly string[], crl: Partial<TestCrl> = {}) {
  const entries = serials.map((serialNumber) => ({ serialNumber }));
  return parseCertificateList(await ca.issueCrl({ thisUpdate: NOW, entries, ...crl }));
}

describe('compareCertificateLists', () => {
  it('names what was added', async () => {
    const older = await list(['0a', '0b', '7fffffffffffffffffff']);
    const newer = await list(['0a', '7fffffffffffffffffff', '0c', '1234567890abcdef']);
    const { added } = compareCertificateLists(older, newer, 100);
    expect([...(added ?? [])].sort()).toEqual(['1234567890abcdef', 'c']);
  });

  it('takes lists in another order for the same', async () => {
    const serials = ['0a', '0b', '0c', '0d', '0e'];
    const older = await list(serials);
    expect(compareCertificateLists(older, await list(serials.toReversed()), 9)).toEqual({
      added: [],
    });
    const mixed = await list(['0e', '0f', '0a', '0c', '10', '0b']);
    expect(compareCertificateLists(older, mixed, 9)).toEqual({ added: ['f', '10'] });
  });

  it('is not led astray by entries dropped at the start, in the middle and at the end', async () => {
    const older = await list(['01', '02', '03', '04', '05', '06']);
    const newer = await list(['02', '04', '05', '07']);
    expect(compareCertificateLists(older, newer, 9)).toEqual({ added: ['7'] });
    expect(compareCertificateLists(older, await list([]), 9)).toEqual({ added: [] });
  });

  it('finds nothing between a list and itself, and between two empty lists', async () => {
    const same = await list(['0a', '0b']);
    expect(compareCertificateLists(same, same, 100)).toEqual({ added: [] });
    const empty = await list([]);
    expect(compareCertificateLists(empty, await list([]), 100)).toEqual({ added: [] });
  });

  it('names none when they are too many', async () => {
    const newer = await list(['0a', '0b', '0c']);
    expect(compareCertificateLists(await list([]), newer, 3).added).toHaveLength(3);
    expect(compareCertificateLists(await list([]), newer, 2).added).toBeUndefined();
  });

  it('takes removeFromCRL of a delta for what it says', async () => {
    const removed = { serialNumber: '0a', reason: 'removeFromCRL' } as const;
    const held = { serialNumber: '0a', reason: 'certificateHold' } as const;
    const delta = (entries: TestCrl['entries']) =>
      list([], { crlNumber: 2, baseCrlNumber: 1, ...(entries && { entries }) });
    const free = compareCertificateLists(await delta([held]), await delta([removed]), 9);
    expect(free).toEqual({ added: [] });
    const again = compareCertificateLists(await delta([removed]), await delta([held]), 9);
    expect(again).toEqual({ added: ['a'] });
  });

  it('finds the one new entry among hundreds', async () => {
    const serials = Array.from({ length: 500 }, (_, i) =>
      (0x1000000 + i * 7919).toString(16).padStart(8, '0'),
    );
    const older = await list(serials);
    const newer = await list([...serials.slice(0, 250), '0a', ...serials.slice(250)]);
    expect(compareCertificateLists(older, newer, 9)).toEqual({ added: ['a'] });
  });

  it('names a serial number once that a list repeats', () => {
    for (const make of [deltaOf, completeOf]) {
      const repeated = parseCertificateList(make([10, 11, 10, 10]));
      expect(compareCertificateLists(parseCertificateList(make([11])), repeated, 1)).toEqual({
        added: ['a'],
      });
    }
  });

  it('takes removeFromCRL of a complete list for a revocation', async () => {
    const entries = [{ serialNumber: '0a', reason: 'removeFromCRL' }] as const;
    const { added } = compareCertificateLists(await list([]), await list([], { entries }), 9);
    expect(added).toEqual(['a']);
  });

  // With each of a thousand held against each of them it would run for minutes.
  it('reads every entry of deltas that repeat serial numbers a thousand times once', () => {
    const serials = serialsApart(60).flatMap((serial) => Array.from({ length: 1000 }, () => serial));
    const older = parseCertificateList(deltaOf(serials));
    const newer = parseCertificateList(deltaOf([...serials, 0x99]));
    expect(compareCertificateLists(older, newer, 9)).toEqual({ added: ['99'] });
  });
});

/** Serial numbers that lie 128 buckets apart in the index of 60,000 entries: each may fill 64. */
function serialsApart(count: number): number[] {
  const serials: number[] = [];
  for (let serial = 0x01000000; serials.length < count; serial++) {
    const octets = Buffer.alloc(4);
    octets.writeUInt32BE(serial);
    if ((hashOctets(octets, 0, 4) & 0x1fff) === serials.length * 128) serials.push(serial);
  }
  return serials;
}

function deltaOf(serials: readonly number[]): Uint8Array {
  return unsigned(serials, der(0xa0, der(0x30, extension('551d1b', derInteger(1)))));
}

function completeOf(serials: readonly number[]): Uint8Array {
  return unsigned(serials);
}

/** Every entry has a reasonCode and an invalidityDate. */
function unsigned(serials: readonly number[], ...crlExtensions: readonly Uint8Array[]): Uint8Array {
  const time = der(0x17, Buffer.from('261123090000Z'));
  const extensions = der(
    0x30,
    extension('551d15', der(0x0a, Buffer.of(1))),
    extension('551d18', der(0x18, Buffer.from('20261123090000Z'))),
  );
  const entries = serials.map((serial) => der(0x30, derInteger(serial), time, extensions));
  const algorithm = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const tbs = der(0x30, derInteger(1), algorithm, der(0x30), time, der(0x30, ...entries), ...crlExtensions);
  return der(0x30, tbs, algorithm, der(0x03, Buffer.of(0, 1)));
}

function extension(oid: string, value: Uint8Array): Uint8Array {
  return der(0x30, der(0x06, Buffer.from(oid, 'hex')), der(0x04, value));
}
