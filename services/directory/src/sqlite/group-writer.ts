import { setImmediate } from 'node:timers/promises';
import type { QueryResult } from 'kysely';
import { ExclusiveTransaction } from './exclusive-transaction.ts';
import type { SqlQuery } from './prepared-connection.ts';
import type { ThreadedWriter } from './threaded-writer.ts';

/**
 * The only writer of this process. Single writes that arrive together share one transaction and so one
 * fsync; each promise settles after the COMMIT. A transaction has the connection for itself.
 */
export class GroupWriter {
  readonly #writer: ThreadedWriter;
  #waiting: Write[] = [];
  #lastTurn: Promise<void> = Promise.resolve();

  constructor(writer: ThreadedWriter) {
    this.#writer = writer;
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
      await this.#writer.begin();
    } catch (error) {
      endTurn();
      throw error;
    }
    return new ExclusiveTransaction(this.#writer, endTurn);
  }

  /** After everything that waits has been written. */
  async close(): Promise<void> {
    const endTurn = await this.#takeTurn();
    await this.#writer.close();
    endTurn();
  }

  async #writeGroup(): Promise<void> {
    const endTurn = await this.#takeTurn();
    // Whatever this round of the event loop still brings joins the group, and what comes until it may write.
    await setImmediate();
    const begun = await settled(this.#writer.begin());
    const group = this.#waiting;
    this.#waiting = [];
    const outcome = begun.status === 'rejected' ? begun : await settled(this.#commit(group));
    // Known only once the COMMIT has happened or failed.
    for (const [index, write] of group.entries()) {
      settle(write, outcome.status === 'rejected' ? outcome : outcome.value[index]);
    }
    endTurn();
  }

  async #commit(group: readonly Write[]): Promise<readonly Outcome[]> {
    try {
      return await this.#writer.commitGroup(group.map(({ query }) => query));
    } catch (error) {
      // What never reached the thread, such as a value that no message can carry, leaves the transaction open.
      await this.#writer.rollback();
      throw error;
    }
  }

  async #takeTurn(): Promise<() => void> {
    const before = this.#lastTurn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lastTurn = promise;
    await before;
    return resolve;
  }
}

function settle(write: Write, outcome: Outcome | undefined): void {
  if (outcome?.status === 'fulfilled') write.resolve(outcome.value);
  else write.reject(outcome?.reason);
}

async function settled<Result>(work: Promise<Result>): Promise<PromiseSettledResult<Result>> {
  const [outcome] = await Promise.allSettled([work]);
  return outcome;
}

interface Write {
  readonly query: SqlQuery;
  readonly resolve: (result: QueryResult<unknown>) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = PromiseSettledResult<QueryResult<unknown>>;
