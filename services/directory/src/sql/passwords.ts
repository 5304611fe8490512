import type { PasswordRepository } from '@signet/identity';
import type { Sql } from './schema.ts';

/** `PasswordRepository` over one database, or over one transaction of it. */
export function createPasswordRepository(database: Sql): PasswordRepository {
  return {
    async put(userId, hash, setAt) {
      await database
        .insertInto('user_password')
        .values({ user_id: userId, hash, set_at: setAt })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ hash, set_at: setAt }))
        .execute();
    },
    async find(userId) {
      const row = await database
        .selectFrom('user_password')
        .select('hash')
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return row?.hash;
    },
    async remove(userId) {
      const { numDeletedRows } = await database
        .deleteFrom('user_password')
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },
    async addAttempt(attempt) {
      await database.insertInto('password_attempt').values(attempt).execute();
    },
    async countAttempts(subject, since) {
      const row = await database
        .selectFrom('password_attempt')
        .select(({ fn }) => fn.countAll<number | bigint | string>().as('attempts'))
        .where('subject', '=', subject)
        .where('at', '>', since)
        .executeTakeFirstOrThrow();
      return Number(row.attempts);
    },
    async removeAttempts(id) {
      await database.deleteFrom('password_attempt').where('id', '=', id).execute();
    },
  };
}
