import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import type { QueryResult } from 'kysely';
import { type ErrorFacts, errorFacts, isBusy } from './error-facts.ts';
import { PreparedConnection, type SqlQuery } from './prepared-connection.ts';

export interface WriterSetUp {
  readonly path: string;
  readonly lockTimeoutSeconds: number;
}

/** What became of a statement or of another call, fit to be sent to another thread. */
export type Outcome<Result = QueryResult<unknown>> =
  | { readonly result: Result }
  | { readonly error: ErrorFacts };

/** Statements of which all are written or none. */
export type Unit = readonly SqlQuery[];

export type UnitResult = readonly QueryResult<unknown>[];

/** The connection that writes, in the thread that may wait for the disk: see writer-thread.ts. Throws what SQLite throws. */
export class WriterConnection {
  readonly #setUp: WriterSetUp;
  #opened: PreparedConnection | undefined;

  constructor(setUp: WriterSetUp) {
    this.#setUp = setUp;
  }

  /** Answers the journal mode, which is `wal` unless the file system cannot share memory. */
  open(): unknown {
    const [mode] = this.#connection.run(JOURNAL_MODE).rows as readonly Record<string, unknown>[];
    return mode?.['journal_mode'];
  }

  /** Waits for other processes, with shorter pauses than SQLite's own waiting. */
  async begin(): Promise<void> {
    const deadline = performance.now() + this.#setUp.lockTimeoutSeconds * 1000;
    for (let pause = 1; ; pause = Math.min(pause * 2, MAX_PAUSE_MILLISECONDS)) {
      try {
        this.#connection.run(BEGIN);
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
      }
      await setTimeout(pause);
    }
  }

  run(query: SqlQuery): QueryResult<unknown> {
    // SQLite ends a transaction by itself when the disk is full or fails: what follows must not stand alone.
    if (!this.#connection.isInTransaction) throw new Error('the transaction is over');
    return this.#connection.run(query);
  }

  /** A whole transaction at once; `busy`, with nothing done, where another process keeps the lock. */
  writeGroup(units: readonly Unit[]): readonly Outcome<UnitResult>[] | 'busy' {
    try {
      this.#connection.run(BEGIN);
    } catch (error) {
      if (isBusy(error)) return 'busy';
      throw error;
    }
    return this.commitGroup(units);
  }

  /** The rest of a transaction that `begin` began; what became of each unit is known only after the COMMIT. */
  commitGroup(units: readonly Unit[]): readonly Outcome<UnitResult>[] {
    let undone: Outcome<never> | undefined;
    const outcomes = units.map((unit) => {
      if (undone !== undefined) return undone;
      const outcome = attempt(() => this.#runUnit(unit));
      if ('error' in outcome && !this.#connection.isInTransaction) undone = outcome;
      return outcome;
    });
    const end = undone ?? attempt(() => this.commit());
    if ('result' in end) return outcomes;
    attempt(() => this.rollback());
    return outcomes.map((outcome) => ('error' in outcome ? outcome : end));
  }

  commit(): void {
    this.run(COMMIT);
  }

  rollback(): void {
    if (this.#connection.isInTransaction) this.#connection.run(ROLLBACK);
  }

  close(): void {
    this.#opened?.close();
  }

  // A statement that fails undoes itself and nothing else (SQLite's ABORT): one alone needs no savepoint.
  #runUnit(unit: Unit): UnitResult {
    if (unit.length === 1) return unit.map((query) => this.run(query));
    this.run(SAVEPOINT);
    try {
      const results = unit.map((query) => this.run(query));
      this.run(RELEASE);
      return results;
    } catch (error) {
      if (this.#connection.isInTransaction) {
        this.#connection.run(ROLLBACK_TO);
        this.#connection.run(RELEASE);
      }
      throw error;
    }
  }

  // Opened by the first that asks: a thread may take the place of one that stopped.
  get #connection(): PreparedConnection {
    this.#opened ??= openToWrite(this.#setUp.path);
    return this.#opened;
  }
}

function openToWrite(path: string): PreparedConnection {
  // While opening, waiting inside SQLite is right: another process may be recovering the journal.
  const database = new DatabaseSync(path, { timeout: 1000, enableForeignKeyConstraints: true });
  try {
    // FULL: a COMMIT returns when the log is on the disk. `begin` does its own waiting.
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 0');
    return new PreparedConnection(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

function attempt<Result>(work: () => Result): Outcome<Result> {
  try {
    return { result: work() };
  } catch (error) {
    return { error: errorFacts(error) };
  }
}

const JOURNAL_MODE: SqlQuery = { sql: 'pragma journal_mode', parameters: [] };
// IMMEDIATE takes the write lock now: a transaction that has read never fails later for want of it.
const BEGIN: SqlQuery = { sql: 'begin immediate', parameters: [] };
const COMMIT: SqlQuery = { sql: 'commit', parameters: [] };
const ROLLBACK: SqlQuery = { sql: 'rollback', parameters: [] };
const SAVEPOINT: SqlQuery = { sql: 'savepoint unit', parameters: [] };
const RELEASE: SqlQuery = { sql: 'release unit', parameters: [] };
const ROLLBACK_TO: SqlQuery = { sql: 'rollback to unit', parameters: [] };
const MAX_PAUSE_MILLISECONDS = 25;
