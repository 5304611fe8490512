import { Worker } from 'node:worker_threads';
import { DirectoryError } from '@signet/identity';
import type { QueryResult } from 'kysely';
import type { ErrorFacts } from './error-facts.ts';
import type { SqlQuery } from './prepared-connection.ts';
import { toDirectoryError } from './sqlite-error.ts';
import type { Outcome, Unit, UnitResult, WriterConnection, WriterSetUp } from './writer-connection.ts';
import type { WriterAnswer, WriterCall } from './writer-thread.ts';

/**
 * The connection that writes, in a thread of its own: a COMMIT waits for the disk, and nobody else shall wait
 * with it. Calls are done in their order. Throws errors in the directory's words.
 */
export class ThreadedWriter {
  readonly #setUp: WriterSetUp;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(setUp: WriterSetUp) {
    this.#setUp = setUp;
  }

  /** Throws `DirectoryError`; the file must be there. */
  async open(): Promise<void> {
    if ((await this.#call('open')) === 'wal') return;
    throw new DirectoryError(
      'unavailable',
      `SQLite cannot keep its write-ahead log beside ${this.#setUp.path}; put the data folder on a local disk.`,
    );
  }

  /** Waits for other processes. */
  begin(): Promise<void> {
    return this.#call('begin');
  }

  run(query: SqlQuery): Promise<QueryResult<unknown>> {
    return this.#call('run', sendableQuery(query));
  }

  /** Begins, runs each unit and commits; `busy`, with nothing done, where another process keeps the lock. */
  async writeGroup(units: readonly Unit[]): Promise<readonly UnitOutcome[] | 'busy'> {
    const outcomes = await this.#call('writeGroup', units.map(sendable));
    return outcomes === 'busy' ? outcomes : this.#settledOf(outcomes);
  }

  /** Runs each unit and commits what `begin` began; throws what failed for all of them. */
  async commitGroup(units: readonly Unit[]): Promise<readonly UnitOutcome[]> {
    return this.#settledOf(await this.#call('commitGroup', units.map(sendable)));
  }

  commit(): Promise<void> {
    return this.#call('commit');
  }

  rollback(): Promise<void> {
    return this.#call('rollback');
  }

  /** Ends the thread, too. */
  async close(): Promise<void> {
    if (this.#worker === undefined) return;
    try {
      await this.#call('close');
    } finally {
      await this.#worker?.terminate();
    }
  }

  #call<Method extends keyof WriterConnection>(
    method: Method,
    ...args: Parameters<WriterConnection[Method]>
  ): Promise<Awaited<ReturnType<WriterConnection[Method]>>> {
    this.#worker ??= this.#start();
    const id = ++this.#lastId;
    this.#worker.postMessage({ id, method, args } satisfies WriterCall);
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    // A thread without work must not keep the process alive.
    this.#worker.ref();
    return answer.promise as Promise<Awaited<ReturnType<WriterConnection[Method]>>>;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: this.#setUp });
    let why: unknown = 'it was ended';
    worker.on('message', ({ id, outcome }: WriterAnswer) => this.#settle(id, outcome));
    worker.on('error', (error) => {
      why = error;
    });
    worker.on('exit', () => this.#stopped(why));
    return worker;
  }

  #settle(id: number, outcome: Outcome<unknown>): void {
    const answer = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker?.unref();
    if ('error' in outcome) answer?.reject(this.#toError(outcome.error));
    else answer?.resolve(outcome.result);
  }

  /** What was not committed is undone with the thread; the next call begins another. */
  #stopped(why: unknown): void {
    this.#worker = undefined;
    const message = `The thread that writes ${this.#setUp.path} stopped; try again.`;
    const error = new DirectoryError('unavailable', message, { cause: why });
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #settledOf(outcomes: readonly Outcome<UnitResult>[]): readonly UnitOutcome[] {
    return outcomes.map((outcome) =>
      'error' in outcome
        ? { status: 'rejected', reason: this.#toError(outcome.error) }
        : { status: 'fulfilled', value: outcome.result },
    );
  }

  #toError({ message, errcode }: ErrorFacts): unknown {
    return toDirectoryError(Object.assign(new Error(message), { errcode }), this.#setUp.path);
  }
}

export type UnitOutcome = PromiseSettledResult<UnitResult>;

function sendable(unit: Unit): Unit {
  return unit.map(sendableQuery);
}

/**
 * Without Kysely's tree. Of a larger array only the part, where else all of it would be copied; out of shared memory, because the
 * thread would hold on to all of that until it collects its garbage, which V8 does not do for shared memory.
 */
function sendableQuery({ sql, parameters }: SqlQuery): SqlQuery {
  return { sql, parameters: parameters.map((value) => (needsCopy(value) ? new Uint8Array(value) : value)) };
}

function needsCopy(value: unknown): value is Uint8Array {
  if (!(value instanceof Uint8Array)) return false;
  return value.buffer instanceof SharedArrayBuffer || value.length < value.buffer.byteLength;
}
