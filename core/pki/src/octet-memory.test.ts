import { describe, expect, it } from 'vitest';
import { OctetMemory } from './octet-memory.ts';

describe('OctetMemory', () => {
  it('finds what was kept for the same octets, wherever they lie', () => {
    const memory = new OctetMemory<string>(4, 8);
    memory.keep(Uint8Array.of(9, 1, 2, 3), 1, 4, 'known');
    expect(memory.find(Uint8Array.of(1, 2, 3, 9), 0, 3)).toBe('known');
    expect(memory.find(Uint8Array.of(1, 2, 4), 0, 3)).toBeUndefined();
    expect(memory.find(Uint8Array.of(1, 2, 3, 0), 0, 4)).toBeUndefined();
  });

  it('does not remember longer strings than it is made for', () => {
    const memory = new OctetMemory<string>(4, 2);
    memory.keep(Uint8Array.of(1, 2, 3), 0, 3, 'long');
    expect(memory.find(Uint8Array.of(1, 2, 3), 0, 3)).toBeUndefined();
  });

  it('keeps the two that came last to one place', () => {
    const memory = new OctetMemory<string>(2, 8);
    for (const octet of [1, 2, 3]) memory.keep(Uint8Array.of(octet), 0, 1, `of ${octet}`);
    const found = [1, 2, 3].map((octet) => memory.find(Uint8Array.of(octet), 0, 1));
    expect(found).toEqual([undefined, 'of 2', 'of 3']);
  });

  // Both have the same last octets and length, and so the same place.
  it('tells octets that the owner of a Buffer has written since from those that were kept', () => {
    const memory = new OctetMemory<string>(2, 8);
    const buffer = Buffer.of(1, 2, 3);
    memory.keep(buffer, 0, 3, 'of 1 2 3');
    buffer.fill(7);
    expect(memory.find(Uint8Array.of(7, 7, 7), 0, 3)).toBeUndefined();
    expect(memory.find(Uint8Array.of(1, 2, 3), 0, 3)).toBe('of 1 2 3');
  });
});
