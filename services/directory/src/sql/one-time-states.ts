import type { OneTimeStateRepository } from '@signet/identity';
import type { Sql } from './schema.ts';

/** `OneTimeStateRepository` over one database, or over one transaction of it. */
export function createOneTimeStateRepository(database: Sql): OneTimeStateRepository {
  return {
    async add({ kind, id, value, expiresAt }) {
      const row = { kind, id, value, expires_at: expiresAt, consumed_at: null };
      await database.insertInto('one_time_state').values(row).execute();
    },
    async find(kind, id, now) {
      const row = await select(database, kind, id, now).where('consumed_at', 'is', null).executeTakeFirst();
      return row?.value;
    },
    async consume(kind, id, now) {
      // One statement decides: whoever the database lets change the row is the first.
      const first = await database
        .updateTable('one_time_state')
        .set({ consumed_at: now })
        .where('kind', '=', kind)
        .where('id', '=', id)
        .where('expires_at', '>', now)
        .where('consumed_at', 'is', null)
        .returning('value')
        .executeTakeFirst();
      if (first !== undefined) return { outcome: 'first', value: first.value };
      const again = await select(database, kind, id, now).executeTakeFirst();
      return again && { outcome: 'again', value: again.value };
    },
  };
}

function select(database: Sql, kind: string, id: string, now: number) {
  return database
    .selectFrom('one_time_state')
    .select('value')
    .where('kind', '=', kind)
    .where('id', '=', id)
    .where('expires_at', '>', now);
}
