import { constants } from 'node:fs';
import { access, mkdir, open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Directory, DirectoryError, type KeyVault } from '@signet/identity';
import { Kysely } from 'kysely';
import { migrate } from '../migrations/migrate.ts';
import { SQLITE_WORDS } from '../migrations/migration.ts';
import { createDirectory, TransactionScope } from '../sql/directory.ts';
import { checkEncryptionKey } from '../sql/encryption-key-check.ts';
import { IN_SQLITE_ROWS } from '../sql/row-filter.ts';
import type { Schema, Sql } from '../sql/schema.ts';
import { oneByOne, type Together } from '../sql/together.ts';
import { NodeSqliteDialect } from './dialect.ts';
import { GroupWriter } from './group-writer.ts';
import { PreparedConnection } from './prepared-connection.ts';
import { notWritable, toDirectoryError } from './sqlite-error.ts';
import { ThreadedWriter } from './threaded-writer.ts';

export interface SqliteDirectoryOptions {
  /** The database file; it and its folder are made when missing, for their owner only. */
  readonly path: string;
  readonly keyVault: KeyVault;
  /** How long a write waits while another process holds the write lock; 10 unless said. */
  readonly lockTimeoutSeconds?: number;
}

/**
 * Throws `DirectoryError` (`not-writable`, `corrupt`, `unavailable`), and the vault's error when the
 * encryption key is not the one of this database.
 */
export async function openSqliteDirectory(options: SqliteDirectoryOptions): Promise<Directory> {
  const scope = new TransactionScope();
  const { database, together } = await openConnections(options, scope);
  try {
    await migrate(database, SQLITE_WORDS);
    await checkEncryptionKey(database, options.keyVault);
    const { keyVault } = options;
    return createDirectory(database, { keyVault, scope, inRows: IN_SQLITE_ROWS, together });
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

/** The database as it is, without migrating it. */
export async function openSqlite(options: Omit<SqliteDirectoryOptions, 'keyVault'>): Promise<Sql> {
  return (await openConnections(options, new TransactionScope())).database;
}

async function openConnections(
  options: Omit<SqliteDirectoryOptions, 'keyVault'>,
  scope: TransactionScope,
): Promise<{ readonly database: Sql; readonly together: Together }> {
  const path = resolve(options.path);
  await prepareFile(path);
  const writer = new ThreadedWriter({
    path,
    lockTimeoutSeconds: options.lockTimeoutSeconds ?? DEFAULT_LOCK_TIMEOUT_SECONDS,
  });
  try {
    await writer.open();
    const reader = new PreparedConnection(new DatabaseSync(path, { readOnly: true, timeout: 1000 }));
    const group = new GroupWriter(writer);
    const dialect = new NodeSqliteDialect({ reader, writer: group, scope, path });
    return { database: new Kysely<Schema>({ dialect }), together: writeTogether(group, scope) };
  } catch (error) {
    await writer.close();
    throw toDirectoryError(error, path);
  }
}

/** One message to the thread, and one commit with whatever else is being written. */
function writeTogether(writer: GroupWriter, scope: TransactionScope): Together {
  return async (database, statements) => {
    if (database.isTransaction) return oneByOne(database, statements);
    scope.refuseInside();
    return writer.write(statements.map((statement) => statement.compile()));
  };
}

/** Finds out in plain words what SQLite would only call «unable to open database file». */
async function prepareFile(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await access(dirname(path), constants.W_OK);
    // SQLite gives its journal files the mode that it finds here.
    await (await open(path, 'a', 0o600)).close();
  } catch (cause) {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) throw notWritable(path, cause);
    throw new DirectoryError('not-writable', `${path} is a folder; name a file in it.`, { cause });
  }
}

const DEFAULT_LOCK_TIMEOUT_SECONDS = 10;
