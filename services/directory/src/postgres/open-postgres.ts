import type { Directory, KeyVault } from '@signet/identity';
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import { migrate } from '../migrations/migrate.ts';
import { POSTGRES_WORDS } from '../migrations/migration.ts';
import { createDirectory, TransactionScope } from '../sql/directory.ts';
import { checkEncryptionKey } from '../sql/encryption-key-check.ts';
import { IN_POSTGRES_ROWS } from '../sql/row-filter.ts';
import type { Schema, Sql } from '../sql/schema.ts';
import { oneByOne } from '../sql/together.ts';

export interface PostgresDirectoryOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly connectionString: string;
  readonly keyVault: KeyVault;
  /** Connections of this process; 10 unless said. */
  readonly maxConnections?: number;
}

/**
 * Throws `DirectoryError` (`unavailable`, `not-writable`), and the vault's error when the encryption key is
 * not the one of this database.
 */
export async function openPostgresDirectory(options: PostgresDirectoryOptions): Promise<Directory> {
  const database = openPostgres(options);
  try {
    await migrate(database, POSTGRES_WORDS);
    await checkEncryptionKey(database, options.keyVault);
    return createDirectory(database, {
      keyVault: options.keyVault,
      scope: new TransactionScope(),
      inRows: IN_POSTGRES_ROWS,
      together: oneByOne,
    });
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

/** The database as it is, without migrating it; nothing connects before the first query. */
export function openPostgres(options: Omit<PostgresDirectoryOptions, 'keyVault'>): Sql {
  const pool = async (): Promise<PostgresPool> => {
    // Loaded with the first query: whoever has SQLite need not wait for the client of PostgreSQL.
    const { createPreparedPool } = await import('./prepared-pool.ts');
    return createPreparedPool({
      connectionString: options.connectionString,
      max: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
      application_name: 'signet',
      keepAlive: true,
    });
  };
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

const DEFAULT_MAX_CONNECTIONS = 10;
/** A server that does not answer must not hold a sign-in for the minutes that TCP would wait. */
const CONNECT_TIMEOUT_MILLISECONDS = 10_000;
