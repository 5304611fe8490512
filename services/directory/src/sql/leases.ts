import type { LeaseRepository } from '@signet/identity';
import type { Sql } from './schema.ts';

/** `LeaseRepository` over one database, or over one transaction of it. */
export function createLeaseRepository(database: Sql): LeaseRepository {
  return {
    // One statement, so that of processes that ask at once one finds the lease free and the rest find it taken.
    async acquire(name, holder, now, expiresAt) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('lease')
        .values({ name, holder, expires_at: expiresAt })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ holder, expires_at: expiresAt })
            .where(({ or, eb }) =>
              or([
                eb('lease.expires_at', '<=', now),
                eb('lease.expires_at', '>', now + LONGEST_LEASE_SECONDS),
                eb('lease.holder', '=', holder),
              ]),
            ),
        )
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
    async release(name, holder) {
      await database.deleteFrom('lease').where('name', '=', name).where('holder', '=', holder).execute();
    },
  };
}

/** A lease from a clock that was ahead, since mended or of a process that died, would else block its work till then. */
const LONGEST_LEASE_SECONDS = 3600;
