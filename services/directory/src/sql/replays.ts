import type { ReplayRepository } from '@signet/identity';
import type { Sql } from './schema.ts';

/** `ReplayRepository` over one database, or over one transaction of it. */
export function createReplayRepository(database: Sql): ReplayRepository {
  return {
    async remember(kind, id, expiresAt) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('replay')
        .values({ kind, id, expires_at: expiresAt })
        .onConflict((conflict) => conflict.columns(['kind', 'id']).doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
  };
}
