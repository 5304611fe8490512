import { setImmediate } from 'node:timers/promises';
import { ExclusiveTransaction } from './exclusive-transaction.ts';
import type { ThreadedWriter, UnitOutcome } from './threaded-writer.ts';
import type { Unit, UnitResult } from './writer-connection.ts';

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

  /** All of the statements or none, and nothing of anybody else between them. */
  write(unit: Unit): Promise<UnitResult> {
    const { promise, resolve, reject } = Promise.withResolvers<UnitResult>();
    this.#waiting.push({ unit, resolve, reject });
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
    const group = this.#takeWaiting();
    // They may have joined a group that waited for another process.
    if (group.length > 0) await this.#write(group);
    endTurn();
  }

  async #write(group: readonly Write[]): Promise<void> {
    try {
      const value = await this.#writer.writeGroup(unitsOf(group));
      if (value === 'busy') await this.#writeWhenFree(group);
      else settle(group, { status: 'fulfilled', value });
    } catch (reason) {
      settle(group, { status: 'rejected', reason });
    }
  }

  /** Another process writes. Whatever comes until it has ended joins the group. */
  async #writeWhenFree(first: readonly Write[]): Promise<void> {
    const [begun] = await Promise.allSettled([this.#writer.begin()]);
    const group = [...first, ...this.#takeWaiting()];
    if (begun.status === 'rejected') return settle(group, begun);
    const [outcome] = await Promise.allSettled([this.#commit(group)]);
    settle(group, outcome);
  }

  #takeWaiting(): readonly Write[] {
    const group = this.#waiting;
    this.#waiting = [];
    return group;
  }

  async #commit(group: readonly Write[]): Promise<readonly UnitOutcome[]> {
    try {
      return await this.#writer.commitGroup(unitsOf(group));
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

function unitsOf(group: readonly Write[]): readonly Unit[] {
  return group.map(({ unit }) => unit);
}

/** Known only once the COMMIT has happened or failed. */
function settle(group: readonly Write[], settled: Settled): void {
  for (const [index, { resolve, reject }] of group.entries()) {
    const outcome = settled.status === 'rejected' ? settled : settled.value[index];
    if (outcome?.status === 'fulfilled') resolve(outcome.value);
    else reject(outcome?.reason);
  }
}

interface Write {
  readonly unit: Unit;
  readonly resolve: (result: UnitResult) => void;
  readonly reject: (error: unknown) => void;
}

type Settled = PromiseSettledResult<readonly UnitOutcome[]>;
