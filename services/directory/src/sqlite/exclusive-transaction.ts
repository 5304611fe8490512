import type { QueryResult } from 'kysely';
import type { SqlQuery } from './prepared-connection.ts';
import type { WriterConnection } from './writer-connection.ts';

/** A transaction whose work takes its time; as on PostgreSQL, one failed statement condemns it. */
export class ExclusiveTransaction {
  readonly #connection: WriterConnection;
  readonly #endTurn: () => void;
  #failure: { readonly error: unknown } | undefined;

  constructor(connection: WriterConnection, endTurn: () => void) {
    this.#connection = connection;
    this.#endTurn = endTurn;
  }

  run(query: SqlQuery): QueryResult<unknown> {
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      return this.#connection.run(query);
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  /** `aborted`: a statement had failed, and everything was undone. Throws when the disk refuses. */
  commit(): 'committed' | 'aborted' {
    if (this.#failure !== undefined) {
      this.rollback();
      return 'aborted';
    }
    this.#connection.commit();
    this.#endTurn();
    return 'committed';
  }

  rollback(): void {
    try {
      this.#connection.rollback();
    } finally {
      this.#endTurn();
    }
  }
}
