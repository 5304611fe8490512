import { type Directory, DirectoryError, type KeyVault } from '@signet/identity';

export interface PostgresDirectoryOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly connectionString: string;
  readonly keyVault: KeyVault;
  /** Connections of this process; 10 unless said. */
  readonly maxConnections?: number;
}

/** Throws `DirectoryError` (`unavailable`, `not-writable`). */
export async function openPostgresDirectory(_options: PostgresDirectoryOptions): Promise<Directory> {
  throw new DirectoryError('unavailable', 'PostgreSQL is not wired yet.');
}
