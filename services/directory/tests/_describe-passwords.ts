import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const { NOW } = samples;

export function describePasswords(backend: () => TestBackend): void {
  describe('passwords', () => {
    const on = useDirectory(backend);

    test('keeps the newest hash of a user, and none after it was removed', async () => {
      const tenant = samples.tenant();
      await on.directory.tenants.add(tenant);
      const user = samples.user(tenant.id);
      await on.directory.users.add(user);
      expect(await on.other.passwords.find(user.id)).toBeUndefined();
      await on.directory.passwords.put(user.id, 'first', NOW);
      await on.directory.passwords.put(user.id, 'second', NOW + 1);
      expect(await on.other.passwords.find(user.id)).toBe('second');
      expect(await on.directory.passwords.remove(user.id)).toBe(true);
      expect(await on.directory.passwords.remove(user.id)).toBe(false);
      expect(await on.other.passwords.find(user.id)).toBeUndefined();
    });

    test('counts the attempts of a subject after a time, without those that were taken back', async () => {
      const [subject, network, id] = [randomUUID(), randomUUID(), randomUUID()];
      const { passwords } = on.directory;
      await passwords.addAttempt({ id, subject, at: NOW });
      await passwords.addAttempt({ id, subject: network, at: NOW });
      await passwords.addAttempt({ id: randomUUID(), subject, at: NOW + 5 });
      expect(await on.other.passwords.countAttempts(subject, NOW - 1)).toBe(2);
      expect(await on.other.passwords.countAttempts(subject, NOW)).toBe(1);
      await passwords.removeAttempts(id);
      expect(await on.other.passwords.countAttempts(subject, NOW - 1)).toBe(1);
      expect(await on.other.passwords.countAttempts(network, NOW - 1)).toBe(0);
      await on.directory.removeExpired(NOW + 2 * 86_400);
      expect(await on.other.passwords.countAttempts(subject, NOW - 1)).toBe(0);
    });
  });
}
