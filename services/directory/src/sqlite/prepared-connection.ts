import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, QueryResult } from 'kysely';

import { storableText } from '../sql/storable-text.ts';

export type SqlQuery = Pick<CompiledQuery, 'sql' | 'parameters'>;

/** One SQLite connection that keeps the statements it has prepared. */
export class PreparedConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Whether a transaction is open: SQLite ends one by itself when the disk fails. */
  get isInTransaction(): boolean {
    return this.#database.isTransaction;
  }

  run({ sql, parameters }: SqlQuery): QueryResult<unknown> {
    const { statement, hasRows } = this.#prepare(sql);
    const values = parameters.map(toSqlite);
    if (hasRows) return { rows: statement.all(...values) };
    return { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) };
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    const prepared = { statement, hasRows: statement.columns().length > 0 };
    // Our texts are few; the bound is for a text that grows with its values.
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    this.#statements.set(sql, prepared);
    return prepared;
  }
}

interface Prepared {
  readonly statement: StatementSync;
  /** A write without RETURNING has none; how many columns there are may change with the tables, this not. */
  readonly hasRows: boolean;
}

function toSqlite(value: unknown): SQLInputValue {
  return typeof value === 'string' ? storableText(value) : (value as SQLInputValue);
}

const MAX_STATEMENTS = 500;
