import type { OcspResponseRepository } from '@signet/identity';
import type { Sql } from './schema.ts';

/**
 * Among the one-time states, which are values that expire as well. There is a fixed number of places, and an id has
 * one of them by its first digits: a newer response takes the place of an older one, so that nobody can fill the store.
 */
export function createOcspResponseRepository(database: Sql): OcspResponseRepository {
  return {
    async find(id, now) {
      const row = await database
        .selectFrom('one_time_state')
        .select(['value', 'expires_at'])
        .where('kind', '=', KIND)
        .where('id', '=', placeOf(id))
        .where('expires_at', '>', now)
        .executeTakeFirst();
      const [keptId, base64 = ''] = row?.value.split(' ') ?? [];
      if (row === undefined || keptId !== id) return undefined;
      return { id, response: new Uint8Array(Buffer.from(base64, 'base64')), expiresAt: row.expires_at };
    },
    async keep({ id, response, expiresAt }) {
      const value = `${id} ${Buffer.from(response).toString('base64')}`;
      await database
        .insertInto('one_time_state')
        .values({ kind: KIND, id: placeOf(id), value, expires_at: expiresAt, consumed_at: null })
        .onConflict((conflict) =>
          conflict.columns(['kind', 'id']).doUpdateSet({ value, expires_at: expiresAt, consumed_at: null }),
        )
        .execute();
    },
  };
}

function placeOf(id: string): string {
  return id.slice(0, PLACE_DIGITS);
}

const KIND = 'ocsp-response';

/** 65,536 places; a response of 2 KB in each would be 180 MB. */
const PLACE_DIGITS = 4;
