import { setTimeout } from 'node:timers/promises';
import type { QueryResult } from 'kysely';
import type { PreparedConnection, SqlQuery } from './prepared-connection.ts';
import { isBusy, lockedByAnother, toDirectoryError } from './sqlite-error.ts';

export interface WriterConnectionOptions {
  readonly connection: PreparedConnection;
  /** Named in errors. */
  readonly path: string;
  readonly lockTimeoutSeconds: number;
}

/** The connection that writes: BEGIN, COMMIT and ROLLBACK, and errors in the directory's words. */
export class WriterConnection {
  readonly #options: WriterConnectionOptions;

  constructor(options: WriterConnectionOptions) {
    this.#options = options;
  }

  /** SQLite ends a transaction by itself when the disk is full or fails. */
  get isInTransaction(): boolean {
    return this.#options.connection.isInTransaction;
  }

  run(query: SqlQuery): QueryResult<unknown> {
    try {
      return this.#options.connection.run(query);
    } catch (error) {
      throw toDirectoryError(error, this.#options.path);
    }
  }

  /** Waits for other processes without holding up the event loop, which SQLite's own waiting would. */
  async begin(): Promise<void> {
    const { connection, path, lockTimeoutSeconds } = this.#options;
    const deadline = performance.now() + lockTimeoutSeconds * 1000;
    for (let pause = 1; ; pause = Math.min(pause * 2, MAX_PAUSE_MILLISECONDS)) {
      try {
        connection.run(BEGIN);
        return;
      } catch (error) {
        if (!isBusy(error)) throw toDirectoryError(error, path);
        if (performance.now() > deadline) throw lockedByAnother(path, error);
      }
      await setTimeout(pause);
    }
  }

  commit(): void {
    this.run(COMMIT);
  }

  rollback(): void {
    if (this.isInTransaction) this.run(ROLLBACK);
  }

  close(): void {
    this.#options.connection.close();
  }
}

// IMMEDIATE takes the write lock now: a transaction that has read never fails later for want of it.
const BEGIN: SqlQuery = { sql: 'begin immediate', parameters: [] };
const COMMIT: SqlQuery = { sql: 'commit', parameters: [] };
const ROLLBACK: SqlQuery = { sql: 'rollback', parameters: [] };
const MAX_PAUSE_MILLISECONDS = 25;
