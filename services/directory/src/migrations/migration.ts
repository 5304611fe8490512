/** One step of the tables' history; once released it is never edited, only followed by another. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Run in order, in one transaction with everything else that is due. */
  statements(words: SqlWords): readonly string[];
}

/** The words in which the databases differ. */
export interface SqlWords {
  /** Compared byte by byte on both. */
  readonly text: string;
  /** 64 bits. */
  readonly integer: string;
  readonly bytes: string;
  /** A primary key that the database counts up by itself. */
  readonly sequence: string;
  readonly tableOptions: string;
  /** An expression: Unix seconds. */
  readonly now: string;
  /** An expression: the table's name, or null while there is none. */
  readonly migrationTable: string;
  /** Taken first in the transaction: of processes that start at once, one migrates and the rest wait. */
  readonly migrationLock: string | undefined;
}

export const SQLITE_WORDS: SqlWords = {
  text: 'text',
  integer: 'integer',
  bytes: 'blob',
  sequence: 'integer primary key',
  // STRICT refuses a value of another type, as PostgreSQL does.
  tableOptions: ' strict',
  now: 'unixepoch()',
  migrationTable: `(select name from sqlite_master where name = 'signet_migration')`,
  // A write transaction is exclusive as it is.
  migrationLock: undefined,
};

export const POSTGRES_WORDS: SqlWords = {
  // Without it the order of pages would follow the language that the database was made with.
  text: 'text collate "C"',
  integer: 'bigint',
  bytes: 'bytea',
  sequence: 'bigint generated always as identity primary key',
  tableOptions: '',
  now: 'floor(extract(epoch from now()))',
  // Not to_regclass: its cache may not know yet what the process that held the lock has just made.
  migrationTable: `(select tablename from pg_catalog.pg_tables
    where schemaname = current_schema() and tablename = 'signet_migration')`,
  // Any number that other programs in the same database are unlikely to lock: «signet» in ASCII.
  migrationLock: 'select pg_advisory_xact_lock(126896544048500)',
};
