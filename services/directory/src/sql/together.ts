import type { CompiledQuery, QueryResult } from 'kysely';
import { atomically } from './atomically.ts';
import type { Sql } from './schema.ts';

/** What can be written down before anything is asked: a statement of Kysely's. */
export interface Statement {
  compile(): CompiledQuery;
}

/**
 * Writes all of the statements or none, in their order: what a transaction does whose statements do not hang on each other's
 * answers, with nothing said in between. Within a transaction that is open, as part of it.
 */
export type Together = (
  database: Sql,
  statements: readonly Statement[],
) => Promise<readonly QueryResult<unknown>[]>;

/** One statement after the other, for databases that each is sent to by itself. */
export const oneByOne: Together = (database, statements) =>
  atomically(database, async (transaction) => {
    const results: QueryResult<unknown>[] = [];
    for (const statement of statements) results.push(await transaction.executeQuery(statement.compile()));
    return results;
  });
