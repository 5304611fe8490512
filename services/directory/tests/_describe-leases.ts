import { describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import { NOW } from './_samples.ts';

export function describeLeases(backend: () => TestBackend): void {
  describe('leases', () => {
    const on = useDirectory(backend);
    const take = (holder: string, now = NOW, directory = on.directory) =>
      directory.leases.acquire('http://crl.example/a.crl', holder, now, now + 30);

    test('are one holder’s until they are given back', async () => {
      expect(await take('one')).toBe(true);
      expect(await take('two', NOW + 29, on.other)).toBe(false);
      await on.other.leases.release('http://crl.example/a.crl', 'two');
      expect(await take('two', NOW + 29, on.other)).toBe(false);
      await on.directory.leases.release('http://crl.example/a.crl', 'one');
      expect(await take('two', NOW + 29, on.other)).toBe(true);
      await on.other.leases.release('http://crl.example/a.crl', 'two');
    });

    test('run out when their holder died', async () => {
      expect(await take('dead')).toBe(true);
      expect(await take('next', NOW + 30, on.other)).toBe(true);
      expect(await take('dead', NOW + 31)).toBe(false);
      await on.other.leases.release('http://crl.example/a.crl', 'next');
    });

    test('of a holder whose clock was years ahead block nobody', async () => {
      expect(await take('ahead by minutes', NOW + 300)).toBe(true);
      expect(await take('next', NOW, on.other)).toBe(false);
      expect(await take('ahead by minutes', NOW + 100_000_000)).toBe(true);
      expect(await take('next', NOW, on.other)).toBe(true);
      await on.other.leases.release('http://crl.example/a.crl', 'next');
    });

    test('are made longer by their holder', async () => {
      expect(await take('one')).toBe(true);
      expect(await take('one', NOW + 20)).toBe(true);
      expect(await take('two', NOW + 49, on.other)).toBe(false);
      await on.directory.leases.release('http://crl.example/a.crl', 'one');
    });

    test('go to one of many who ask at once', async () => {
      const asked = Array.from({ length: 20 }, (_, i) =>
        take(`holder ${i}`, NOW, i % 2 === 0 ? on.directory : on.other),
      );
      expect((await Promise.all(asked)).filter((taken) => taken)).toHaveLength(1);
    });

    test('of different names do not meet', async () => {
      expect(await on.directory.leases.acquire('a', 'one', NOW, NOW + 1)).toBe(true);
      expect(await on.other.leases.acquire('b', 'two', NOW, NOW + 1)).toBe(true);
    });
  });
}
