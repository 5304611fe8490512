import { describe, expect, it } from 'vitest';
import { RecentMap } from './recent-map.ts';

describe('RecentMap', () => {
  it('keeps what is used and drops what is not', () => {
    const map = new RecentMap<number, string>(10);
    map.set(0, 'used');
    map.set(1, 'not used');
    for (let i = 2; i < 100; i++) {
      map.set(i, `${i}`);
      expect(map.get(0)).toBe('used');
    }
    expect(map.get(1)).toBeUndefined();
    expect(map.get(99)).toBe('99');
  });

  it('never holds more than two generations', () => {
    const map = new RecentMap<number, number>(10);
    for (let i = 0; i < 1000; i++) map.set(i, i);
    const held = Array.from({ length: 1000 }, (_, i) => map.get(i)).filter((value) => value !== undefined);
    expect(held.length).toBeLessThanOrEqual(20);
  });
});
