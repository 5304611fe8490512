import type { QueryResult } from 'kysely';
import type { SqlQuery } from './prepared-connection.ts';
import type { ThreadedWriter } from './threaded-writer.ts';

/** A transaction whose work takes its time; as on PostgreSQL, one failed statement condemns it. */
export class ExclusiveTransaction {
  readonly #writer: ThreadedWriter;
  readonly #endTurn: () => void;
  #failure: { readonly error: unknown } | undefined;

  constructor(writer: ThreadedWriter, endTurn: () => void) {
    this.#writer = writer;
    this.#endTurn = endTurn;
  }

  async run(query: SqlQuery): Promise<QueryResult<unknown>> {
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      return await this.#writer.run(query);
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }

  /** `aborted`: a statement had failed, and everything was undone. Throws when the disk refuses. */
  async commit(): Promise<'committed' | 'aborted'> {
    if (this.#failure !== undefined) {
      await this.rollback();
      return 'aborted';
    }
    await this.#writer.commit();
    this.#endTurn();
    return 'committed';
  }

  async rollback(): Promise<void> {
    try {
      await this.#writer.rollback();
    } finally {
      this.#endTurn();
    }
  }
}
