import type { Sql } from './schema.ts';

/** Several statements as one: within the transaction that is open, else in one of their own. */
export function atomically<Result>(
  database: Sql,
  work: (transaction: Sql) => Promise<Result>,
): Promise<Result> {
  return database.isTransaction ? work(database) : database.transaction().execute(work);
}
