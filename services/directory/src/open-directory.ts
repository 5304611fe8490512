import type { Directory, KeyVault } from '@signet/identity';
import { openPostgresDirectory } from './postgres/open-postgres.ts';
import { openSqliteDirectory } from './sqlite/open-sqlite.ts';

export interface DirectoryOptions {
  /** `sqlite:` and a path (`sqlite:data/signet.sqlite`), or a `postgres:` or `postgresql:` URL. */
  readonly url: string;
  /** Seals private keys at rest. */
  readonly keyVault: KeyVault;
}

/** Opens the database that the URL names, after bringing it to the newest migration. */
export function openDirectory({ url, keyVault }: DirectoryOptions): Promise<Directory> {
  if (url.startsWith('sqlite:')) return openSqliteDirectory({ path: url.slice('sqlite:'.length), keyVault });
  if (/^postgres(ql)?:/.test(url)) return openPostgresDirectory({ connectionString: url, keyVault });
  throw new TypeError('a directory URL starts with sqlite: or postgres:');
}
