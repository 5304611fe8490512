import { beforeAll, describe, expect, it } from 'vitest';
import { compareCertificateLists, parseCertificateList } from '../index.ts';
import { createTestAuthority, type TestAuthority, type TestCrl } from './_test-authority.ts';

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
  it('names what was added and counts what was removed', async () => {
    const older = await list(['0a', '0b', '7fffffffffffffffffff']);
    const newer = await list(['0a', '7fffffffffffffffffff', '0c', '1234567890abcdef']);
    const { added, removedCount } = compareCertificateLists(older, newer, 100);
    expect([...(added ?? [])].sort()).toEqual(['1234567890abcdef', 'c']);
    expect(removedCount).toBe(1);
  });

  it('takes lists in another order for the same', async () => {
    const serials = ['0a', '0b', '0c', '0d', '0e'];
    const older = await list(serials);
    expect(compareCertificateLists(older, await list(serials.toReversed()), 9)).toEqual({
      added: [],
      removedCount: 0,
    });
    const mixed = await list(['0e', '0f', '0a', '0c', '10', '0b']);
    expect(compareCertificateLists(older, mixed, 9)).toEqual({ added: ['f', '10'], removedCount: 1 });
  });

  it('finds dropped entries at the start, in the middle and at the end', async () => {
    const older = await list(['01', '02', '03', '04', '05', '06']);
    const newer = await list(['02', '04', '05', '07']);
    expect(compareCertificateLists(older, newer, 9)).toEqual({ added: ['7'], removedCount: 3 });
    expect(compareCertificateLists(older, await list([]), 9)).toEqual({ added: [], removedCount: 6 });
  });

  it('finds nothing between a list and itself, and between two empty lists', async () => {
    const same = await list(['0a', '0b']);
    expect(compareCertificateLists(same, same, 100)).toEqual({ added: [], removedCount: 0 });
    const empty = await list([]);
    expect(compareCertificateLists(empty, await list([]), 100)).toEqual({ added: [], removedCount: 0 });
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
    expect(free).toEqual({ added: [], removedCount: 1 });
    const again = compareCertificateLists(await delta([removed]), await delta([held]), 9);
    expect(again).toEqual({ added: ['a'], removedCount: 0 });
  });

  it('finds the one new entry among hundreds', async () => {
    const serials = Array.from({ length: 500 }, (_, i) =>
      (0x1000000 + i * 7919).toString(16).padStart(8, '0'),
    );
    const older = await list(serials);
    const newer = await list([...serials.slice(0, 250), '0a', ...serials.slice(250)]);
    expect(compareCertificateLists(older, newer, 9)).toEqual({ added: ['a'], removedCount: 0 });
  });
});
