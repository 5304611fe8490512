import {
  AbortedTransactionError,
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { TransactionScope } from '../sql/directory.ts';
import type { ExclusiveTransaction } from './exclusive-transaction.ts';
import type { GroupWriter } from './group-writer.ts';
import type { PreparedConnection } from './prepared-connection.ts';
import { toDirectoryError } from './sqlite-error.ts';

export interface NodeSqliteConfig {
  /** Sees what has been committed, never a transaction that is still open. */
  readonly reader: PreparedConnection;
  readonly writer: GroupWriter;
  readonly scope: TransactionScope;
  /** Named in errors. */
  readonly path: string;
}

/** Kysely on `node:sqlite`: reads at once on one connection, writes through the {@link GroupWriter}. */
export class NodeSqliteDialect implements Dialect {
  readonly #config: NodeSqliteConfig;

  constructor(config: NodeSqliteConfig) {
    this.#config = config;
  }

  createDriver(): Driver {
    return new NodeSqliteDriver(this.#config);
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new NodeSqliteAdapter();
  }

  createIntrospector(database: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(database);
  }
}

class NodeSqliteAdapter extends SqliteAdapter {
  /** Else Kysely lets one query in at a time: no read beside a transaction, no group of writes. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class NodeSqliteDriver implements Driver {
  readonly #config: NodeSqliteConfig;

  constructor(config: NodeSqliteConfig) {
    this.#config = config;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<NodeSqliteConnection> {
    return new NodeSqliteConnection(this.#config);
  }

  beginTransaction(connection: NodeSqliteConnection): Promise<void> {
    return connection.begin();
  }

  async commitTransaction(connection: NodeSqliteConnection): Promise<void> {
    if ((await connection.transaction?.commit()) === 'aborted') throw new AbortedTransactionError();
  }

  async rollbackTransaction(connection: NodeSqliteConnection): Promise<void> {
    await connection.transaction?.rollback();
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    // The writer last: only it can move the log into the database file and remove the log.
    this.#config.reader.close();
    await this.#config.writer.close();
  }
}

/** Kysely takes one per query or per transaction; it is a view of the two connections that stay open. */
class NodeSqliteConnection implements DatabaseConnection {
  readonly #config: NodeSqliteConfig;
  transaction: ExclusiveTransaction | undefined;

  constructor(config: NodeSqliteConfig) {
    this.#config = config;
  }

  async begin(): Promise<void> {
    this.#config.scope.refuseInside();
    this.transaction = await this.#config.writer.begin();
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return (await this.#run(query)) as QueryResult<Row>;
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery(query);
  }

  #run(query: CompiledQuery): QueryResult<unknown> | Promise<QueryResult<unknown>> {
    if (this.transaction !== undefined) return this.transaction.run(query);
    if (query.query.kind === 'SelectQueryNode') return this.#read(query);
    this.#config.scope.refuseInside();
    return this.#write(query);
  }

  async #write(query: CompiledQuery): Promise<QueryResult<unknown>> {
    const [result] = await this.#config.writer.write([query]);
    return result ?? { rows: [] };
  }

  #read(query: CompiledQuery): QueryResult<unknown> {
    try {
      return this.#config.reader.run(query);
    } catch (error) {
      throw toDirectoryError(error, this.#config.path);
    }
  }
}
