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

  it('finds the one new entry among thousands', async () => {
    const serials = Array.from({ length: 5000 }, (_, i) =>
      (0x1000000 + i * 7919).toString(16).padStart(8, '0'),
    );
    const older = await list(serials);
    const newer = await list([...serials.slice(0, 2500), '0a', ...serials.slice(2500)]);
    expect(compareCertificateLists(older, newer, 9)).toEqual({ added: ['a'], removedCount: 0 });
  });
});
