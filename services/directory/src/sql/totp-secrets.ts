import type { KeyVault, TotpSecretRepository, UserId } from '@signet/identity';
import { plainBytes } from './columns.ts';
import type { Sql } from './schema.ts';

/** The secret is sealed for its own user: moved to another row it does not open. */
export function createTotpSecretRepository(database: Sql, keyVault: KeyVault): TotpSecretRepository {
  return {
    async put(userId, secret, at) {
      const row = {
        sealed_secret: keyVault.seal(secret, context(userId)),
        created_at: at,
        last_used_step: 0,
        attempts: 0,
        attempts_since: 0,
      };
      await database
        .insertInto('totp_secret')
        .values({ user_id: userId, ...row })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
        .execute();
    },
    async remove(userId) {
      const { numDeletedRows } = await database
        .deleteFrom('totp_secret')
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
    async find(userId) {
      const row = await database
        .selectFrom('totp_secret')
        .select('sealed_secret')
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return row && keyVault.open(plainBytes(row.sealed_secret), context(userId));
    },
    // One statement each: of attempts side by side, in any number of processes, none goes uncounted.
    async mayTry(userId, { limit, seconds }, now) {
      const isOver = now - seconds;
      const { numUpdatedRows } = await database
        .updateTable('totp_secret')
        .set(({ eb }) => ({
          attempts: eb
            .case()
            .when('attempts_since', '<=', isOver)
            .then(1)
            .else(eb('attempts', '+', 1))
            .end(),
          attempts_since: eb
            .case()
            .when('attempts_since', '<=', isOver)
            .then(now)
            .else(eb.ref('attempts_since'))
            .end(),
        }))
        .where('user_id', '=', userId)
        .where(({ eb, or }) => or([eb('attempts_since', '<=', isOver), eb('attempts', '<', limit)]))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async useStep(userId, step) {
      const { numUpdatedRows } = await database
        .updateTable('totp_secret')
        .set({ last_used_step: step, attempts: 0, attempts_since: 0 })
        .where('user_id', '=', userId)
        .where('last_used_step', '<', step)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}

function context(userId: UserId): string {
  return `totp:${userId}`;
}
