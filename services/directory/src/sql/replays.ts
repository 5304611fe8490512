import type { ReplayRepository } from '@signet/identity';
import type { Sql } from './schema.ts';
import { writtenOnce } from './written-once.ts';

/** `ReplayRepository` over one database, or over one transaction of it. */
export function createReplayRepository(database: Sql): ReplayRepository {
  const insert = writtenOnce<{ kind: string; id: string; expiresAt: number }>(database, (value) =>
    database
      .insertInto('replay')
      .values({ kind: value('kind'), id: value('id'), expires_at: value('expiresAt') })
      .onConflict((conflict) => conflict.columns(['kind', 'id']).doNothing()),
  );
  return {
    async remember(kind, id, expiresAt) {
      return (await insert({ kind, id, expiresAt })).numAffectedRows === 1n;
    },
  };
}
