import { describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

export function describeTransactions(backend: () => TestBackend): void {
  describe('transactions', () => {
    const on = useDirectory(backend);

    test('keeps all writes and answers what the work answers', async () => {
      const [first, second] = [samples.tenant(), samples.tenant()];
      const answer = await on.directory.transaction(async (transaction) => {
        await transaction.tenants.add(first);
        await transaction.tenants.add(second);
        return (await transaction.tenants.find(first.id))?.displayName;
      });
      expect(answer).toBe(first.displayName);
      expect(await on.other.tenants.find(second.id)).toEqual(second);
    });

    test('undoes everything when the work throws, and throws its error', async () => {
      const tenant = samples.tenant();
      const error = new Error('changed my mind');
      const work = on.directory.transaction(async (transaction) => {
        await transaction.tenants.add(tenant);
        await transaction.users.add(samples.user(tenant.id));
        throw error;
      });
      await expect(work).rejects.toBe(error);
      expect(await on.directory.tenants.find(tenant.id)).toBeUndefined();
    });

    test('undoes everything after a failed write, even when the work goes on', async () => {
      const tenant = samples.tenant();
      const work = on.directory.transaction(async (transaction) => {
        await transaction.tenants.add(tenant);
        await transaction.tenants.add(tenant).catch(() => undefined);
      });
      await expect(work).rejects.toThrow();
      expect(await on.directory.tenants.find(tenant.id)).toBeUndefined();
    });

    test('undoes everything after a failed write, those too that were asked for with it', async () => {
      const tenants = [samples.tenant(), samples.tenant()];
      const work = on.directory.transaction(async (transaction) => {
        const [first, second] = tenants as [(typeof tenants)[0], (typeof tenants)[0]];
        await Promise.allSettled([first, first, second].map((tenant) => transaction.tenants.add(tenant)));
      });
      await expect(work).rejects.toThrow();
      for (const { id } of tenants) expect(await on.other.tenants.find(id)).toBeUndefined();
    });

    test('shows nobody else what is not committed, and loses nobody else’s write', async () => {
      const [inside, outside] = [samples.tenant(), samples.tenant()];
      const written = Promise.withResolvers<void>();
      const mayFail = Promise.withResolvers<void>();
      const work = on.directory.transaction(async (transaction) => {
        await transaction.tenants.add(inside);
        written.resolve();
        await mayFail.promise;
        throw new Error('undone');
      });
      await written.promise;
      expect(await on.directory.tenants.find(inside.id)).toBeUndefined();
      expect(await on.other.tenants.find(inside.id)).toBeUndefined();
      // On SQLite these wait for the transaction; on PostgreSQL they need not.
      const sameProcess = on.directory.tenants.add(outside);
      const otherProcess = on.other.replays.remember('assertion', outside.id, samples.NOW);
      mayFail.resolve();
      await expect(work).rejects.toThrow('undone');
      await sameProcess;
      expect(await otherProcess).toBe(true);
      expect(await on.other.tenants.find(outside.id)).toEqual(outside);
      expect(await on.other.tenants.find(inside.id)).toBeUndefined();
    });

    test('runs transactions that are asked for together one after the other or side by side, losing none', async () => {
      const tenants = Array.from({ length: 12 }, () => samples.tenant());
      await Promise.all(
        tenants.map((tenant, index) =>
          (index % 2 ? on.directory : on.other).transaction(async (transaction) => {
            await transaction.tenants.add(tenant);
            await transaction.users.add(samples.user(tenant.id));
          }),
        ),
      );
      expect(await on.directory.tenants.list()).toEqual(expect.arrayContaining(tenants));
    });

    test('does not nest', async () => {
      const nested = on.directory.transaction((transaction) => transaction.transaction(async () => 1));
      await expect(nested).rejects.toThrow(TypeError);
      const around = on.directory.transaction(() => on.directory.transaction(async () => 1));
      await expect(around).rejects.toThrow(TypeError);
    });

    test('is over when it is over', async () => {
      const escaped = await on.directory.transaction(async (transaction) => transaction);
      await expect(escaped.tenants.add(samples.tenant())).rejects.toThrow();
      await expect(on.directory.tenants.add(samples.tenant())).resolves.toBeUndefined();
    });
  });
}
