import type { Directory, KeyVault } from '@signet/identity';
import { migrate } from './migrations/migrate.ts';
import { POSTGRES_WORDS, SQLITE_WORDS } from './migrations/migration.ts';
import { openPostgres, openPostgresDirectory } from './postgres/open-postgres.ts';
import type { Sql } from './sql/schema.ts';
import { openSqlite, openSqliteDirectory } from './sqlite/open-sqlite.ts';

export interface DirectoryOptions {
  /** `sqlite:` and a path (`sqlite:data/signet.sqlite`), or a `postgres:` or `postgresql:` URL. */
  readonly url: string;
  /** Seals private keys at rest. */
  readonly keyVault: KeyVault;
}

/** Opens the database that the URL names, after bringing it to the newest migration. */
export async function openDirectory({ url, keyVault }: DirectoryOptions): Promise<Directory> {
  const target = parseDirectoryUrl(url);
  return target.kind === 'sqlite'
    ? openSqliteDirectory({ path: target.path, keyVault })
    : openPostgresDirectory({ connectionString: target.connectionString, keyVault });
}

/** Brings the database to the newest migration and answers the names of the migrations that it ran. */
export async function migrateDirectory(url: string): Promise<readonly string[]> {
  const target = parseDirectoryUrl(url);
  const isSqlite = target.kind === 'sqlite';
  const database: Sql = isSqlite ? await openSqlite(target) : openPostgres(target);
  try {
    return await migrate(database, isSqlite ? SQLITE_WORDS : POSTGRES_WORDS);
  } finally {
    await database.destroy();
  }
}

type DirectoryTarget =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly connectionString: string };

function parseDirectoryUrl(url: string): DirectoryTarget {
  if (url.startsWith('sqlite:') && url.length > 'sqlite:'.length) {
    // `sqlite:///data/signet.sqlite` is what people know from other programs; the path is absolute.
    return { kind: 'sqlite', path: url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '') };
  }
  if (/^postgres(ql)?:\/\//.test(url)) return { kind: 'postgres', connectionString: url };
  throw new TypeError('a directory URL is sqlite:<path> or postgres://<user>@<host>/<database>');
}
