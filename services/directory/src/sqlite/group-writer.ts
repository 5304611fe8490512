import { setImmediate } from 'node:timers/promises';
import type { QueryResult } from 'kysely';
import { ExclusiveTransaction } from './exclusive-transaction.ts';
import type { SqlQuery } from './prepared-connection.ts';
import type { WriterConnection } from './writer-connection.ts';

/**
 * The only writer of this process. Single writes that arrive together share one transaction and so one
 * fsync; each promise settles after the COMMIT. A transaction has the connection for itself.
 */
export class GroupWriter {
  readonly #connection: WriterConnection;
  #waiting: Write[] = [];
  #lastTurn: Promise<void> = Promise.resolve();

  constructor(connection: WriterConnection) {
    this.#connection = connection;
  }

  write(query: SqlQuery): Promise<QueryResult<unknown>> {
    const { promise, resolve, reject } = Promise.withResolvers<QueryResult<unknown>>();
    this.#waiting.push({ query, resolve, reject });
    if (this.#waiting.length === 1) void this.#writeGroup();
    return promise;
  }

  /** Waits for whatever writes now; nothing else writes until the transaction ends. */
  async begin(): Promise<ExclusiveTransaction> {
    const endTurn = await this.#takeTurn();
    try {
      await this.#connection.begin();
    } catch (error) {
      endTurn();
      throw error;
    }
    return new ExclusiveTransaction(this.#connection, endTurn);
  }

  /** After everything that waits has been written. */
  async close(): Promise<void> {
    const endTurn = await this.#takeTurn();
    this.#connection.close();
    endTurn();
  }

  async #writeGroup(): Promise<void> {
    const endTurn = await this.#takeTurn();
    // Whatever this round of the event loop still brings joins the group.
    await setImmediate();
    const begun = await this.#connection.begin().catch((error: unknown) => new Failure(error));
    const group = this.#waiting;
    this.#waiting = [];
    const outcomes = begun instanceof Failure ? group.map(() => begun) : this.#commit(group);
    for (const [index, outcome] of outcomes.entries()) settle(group[index], outcome);
    endTurn();
  }

  /** What became of each write, known only once the COMMIT has happened or failed. */
  #commit(group: readonly Write[]): readonly Outcome[] {
    let undone: Failure | undefined;
    const outcomes = group.map(({ query }) => {
      // After a disk error what follows would run outside any transaction.
      if (undone !== undefined) return undone;
      // A statement that fails undoes itself and nothing else (SQLite's ABORT): no savepoint is needed.
      const outcome = attempt(() => this.#connection.run(query));
      if (outcome instanceof Failure && !this.#connection.isInTransaction) undone = outcome;
      return outcome;
    });
    const end = undone ?? attempt(() => this.#connection.commit());
    if (!(end instanceof Failure)) return outcomes;
    attempt(() => this.#connection.rollback());
    return outcomes.map((outcome) => (outcome instanceof Failure ? outcome : end));
  }

  async #takeTurn(): Promise<() => void> {
    const before = this.#lastTurn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lastTurn = promise;
    await before;
    return resolve;
  }
}

function attempt<Result>(work: () => Result): Result | Failure {
  try {
    return work();
  } catch (error) {
    return new Failure(error);
  }
}

function settle(write: Write | undefined, outcome: Outcome): void {
  if (outcome instanceof Failure) write?.reject(outcome.error);
  else write?.resolve(outcome);
}

interface Write {
  readonly query: SqlQuery;
  readonly resolve: (result: QueryResult<unknown>) => void;
  readonly reject: (error: unknown) => void;
}

class Failure {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

type Outcome = QueryResult<unknown> | Failure;
