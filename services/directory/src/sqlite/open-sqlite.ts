import { type Directory, DirectoryError, type KeyVault } from '@signet/identity';

export interface SqliteDirectoryOptions {
  /** The database file; it and its folder are made when missing. */
  readonly path: string;
  readonly keyVault: KeyVault;
  /** How long a write waits while another process holds the write lock; 10 unless said. */
  readonly lockTimeoutSeconds?: number;
}

/** Throws `DirectoryError` (`not-writable`, `corrupt`, `unavailable`). */
export async function openSqliteDirectory(_options: SqliteDirectoryOptions): Promise<Directory> {
  throw new DirectoryError('unavailable', 'SQLite is not wired yet.');
}
