import type { Group, User } from '@signet/identity';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const tenant = samples.tenant();
const otherTenant = samples.tenant();
const alice = samples.user(tenant.id);
const bob = samples.user(tenant.id);

function group(changes: Partial<Group> = {}): Group {
  const { id, NOW } = samples;
  return {
    id: id(),
    tenantId: tenant.id,
    displayName: 'Card holders',
    description: undefined,
    createdAt: NOW,
    ...changes,
  };
}

async function addPeople(on: ReturnType<typeof useDirectory>): Promise<void> {
  for (const one of [tenant, otherTenant]) await on.directory.tenants.add(one);
  for (const one of [alice, bob]) await on.directory.users.add(one);
}

export function describeFactors(backend: () => TestBackend): void {
  describe('groups', () => {
    const on = useDirectory(backend);
    beforeAll(() => addPeople(on));

    test('finds what was added and lists by name, page after page', async () => {
      const all = ['B', 'A', 'B'].map((displayName) => group({ displayName, description: 'of cards' }));
      for (const one of all) await on.directory.groups.add(one);
      await on.directory.groups.add(group({ tenantId: otherTenant.id, displayName: 'AA' }));
      expect(await on.other.groups.find(all[0]!.id)).toEqual(all[0]);
      const first = await on.other.groups.list(tenant.id, { limit: 2 });
      const second = await on.other.groups.list(tenant.id, { limit: 2, after: first.next! });
      expect([...first.items, ...second.items].map(({ displayName }) => displayName)).toEqual([
        'A',
        'B',
        'B',
      ]);
      expect(new Set([...first.items, ...second.items].map(({ id }) => id))).toEqual(
        new Set(all.map(({ id }) => id)),
      );
      expect(second.next).toBeUndefined();
    });

    test('knows its members, and a user its groups, until either goes', async () => {
      const [one, two] = [group(), group()] as const;
      for (const each of [one, two]) await on.directory.groups.add(each);
      await on.directory.groups.addMember(one.id, alice.id);
      await on.directory.groups.addMember(one.id, bob.id);
      await on.directory.groups.addMember(two.id, alice.id);
      const first = await on.other.groups.listMembers(one.id, { limit: 1 });
      const second = await on.other.groups.listMembers(one.id, { limit: 1, after: first.next! });
      expect([...first.items, ...second.items]).toEqual([alice.id, bob.id].toSorted());
      expect(await on.other.groups.listOfUser(alice.id)).toEqual([one.id, two.id].toSorted());
      expect(await on.directory.groups.removeMember(two.id, alice.id)).toBe(true);
      expect(await on.directory.groups.removeMember(two.id, alice.id)).toBe(false);
      await on.directory.groups.remove(one.id);
      expect(await on.other.groups.find(one.id)).toBeUndefined();
      expect(await on.other.groups.listOfUser(alice.id)).toEqual([]);
    });

    test('refuses a member twice and one that is not there', async () => {
      const one = group();
      await on.directory.groups.add(one);
      await on.directory.groups.addMember(one.id, alice.id);
      await expect(on.directory.groups.addMember(one.id, alice.id)).rejects.toMatchObject({
        code: 'already-exists',
        message: expect.stringContaining('member'),
      });
      await expect(on.directory.groups.addMember(one.id, samples.id())).rejects.toMatchObject({
        code: 'not-found',
      });
      await expect(on.directory.groups.addMember(samples.id(), alice.id)).rejects.toMatchObject({
        code: 'not-found',
      });
    });
  });

  describe('what certificates are bound to', () => {
    const on = useDirectory(backend);
    beforeAll(() => addPeople(on));
    const holder = (...certificateUserIds: readonly string[]): User =>
      samples.user(tenant.id, { certificateUserIds, onPremisesUserPrincipalName: 'holder@corp.local' });

    test('keeps and finds certificateUserIds, each of one user of the tenant', async () => {
      const user = holder('X509:<SKI>AABB', 'X509:<PN>holder@corp.local');
      await on.directory.users.add(user);
      expect(await on.other.users.find(user.id)).toEqual(user);
      expect(await on.other.users.findByCertificateUserId(tenant.id, 'X509:<SKI>aabb')).toEqual(user);
      expect(await on.other.users.findByCertificateUserId(otherTenant.id, 'X509:<SKI>AABB')).toBeUndefined();
      await expect(on.directory.users.add(holder('X509:<SKI>aabb'))).rejects.toMatchObject({
        code: 'already-exists',
        message: expect.stringContaining('certificateUserIds'),
      });
      await on.directory.users.add(samples.user(otherTenant.id, { certificateUserIds: ['X509:<SKI>AABB'] }));
      await on.directory.users.update({ ...user, certificateUserIds: [] });
      await on.directory.users.add(holder('X509:<SKI>AABB'));
    });
  });

  describe('the names of a person', () => {
    const on = useDirectory(backend);
    beforeAll(() => addPeople(on));

    test('are kept, and go again', async () => {
      const user = samples.user(tenant.id, { givenName: 'Zoë', surname: 'van der Zee' });
      await on.directory.users.add(user);
      expect(await on.other.users.find(user.id)).toEqual(user);
      const { givenName: _, ...nameless } = user;
      await on.directory.users.change(user, nameless);
      expect(await on.other.users.find(user.id)).toEqual(nameless);
    });
  });

  describe('secrets of authenticators', () => {
    const on = useDirectory(backend);
    beforeAll(() => addPeople(on));
    const secret = samples.bytes(20);
    const window = { limit: 3, seconds: 60 };

    test('keeps one for a user, the newest, until it is removed', async () => {
      const { totpSecrets } = on.directory;
      expect(await totpSecrets.find(alice.id)).toBeUndefined();
      await totpSecrets.put(alice.id, samples.bytes(20), samples.NOW);
      await totpSecrets.put(alice.id, secret, samples.NOW);
      expect(await on.other.totpSecrets.find(alice.id)).toEqual(secret);
      expect(await totpSecrets.remove(alice.id)).toBe(true);
      expect(await totpSecrets.remove(alice.id)).toBe(false);
      expect(await totpSecrets.find(alice.id)).toBeUndefined();
      await expect(totpSecrets.put(samples.id(), secret, samples.NOW)).rejects.toMatchObject({
        code: 'not-found',
      });
    });

    test('uses a time step once, whoever asks, and none before it', async () => {
      await on.directory.totpSecrets.put(alice.id, secret, samples.NOW);
      const both = await Promise.all(
        [on.directory, on.other].map((one) => one.totpSecrets.useStep(alice.id, 7)),
      );
      expect(both.toSorted()).toEqual([false, true]);
      expect(await on.other.totpSecrets.useStep(alice.id, 6)).toBe(false);
      expect(await on.other.totpSecrets.useStep(alice.id, 8)).toBe(true);
    });

    test('counts attempts until a good one or the end of the window', async () => {
      const { totpSecrets } = on.directory;
      await totpSecrets.put(alice.id, secret, samples.NOW);
      const tryAt = (now: number): Promise<boolean> => totpSecrets.mayTry(alice.id, window, now);
      const now = samples.NOW;
      const side = await Promise.all([0, 1, 2, 3, 4].map(() => tryAt(now)));
      expect(side.filter((may) => may)).toHaveLength(3);
      expect(await tryAt(now + 59)).toBe(false);
      expect(await tryAt(now + 60)).toBe(true);
      await totpSecrets.useStep(alice.id, 1);
      expect(await Promise.all([0, 1, 2, 3].map(() => tryAt(now + 61)))).toContain(true);
      expect(await totpSecrets.mayTry(bob.id, window, now)).toBe(false);
    });
  });
}
