import { createKeyVault } from '@signet/crypto';
import type { Directory, KeyVault } from '@signet/identity';
import { afterAll, beforeAll } from 'vitest';
import { TEST_KEY } from './_key.ts';

/** What a kind of database has to offer to be held to the port. */
export interface TestBackend {
  /** A new empty database. */
  create(): Promise<TestDatabase>;
}

export interface TestDatabase extends AsyncDisposable {
  /** Any number at once, as processes would. */
  open(keyVault?: KeyVault): Promise<Directory>;
  /** How many rows a table has, whatever a directory would tell of them. */
  countRows(table: string): Promise<number>;
}

export const TEST_KEY_VAULT: KeyVault = createKeyVault(TEST_KEY);

/** One fresh database for the tests of a `describe`, with two directories that are open on it. */
export function useDirectory(backend: () => TestBackend): {
  readonly directory: Directory;
  /** As another process would have it. */
  readonly other: Directory;
  readonly database: TestDatabase;
} {
  const open: { database?: TestDatabase; directory?: Directory; other?: Directory } = {};
  beforeAll(async () => {
    open.database = await backend().create();
    open.directory = await open.database.open();
    open.other = await open.database.open();
  });
  afterAll(async () => {
    await open.directory?.[Symbol.asyncDispose]();
    await open.other?.[Symbol.asyncDispose]();
    await open.database?.[Symbol.asyncDispose]();
  });
  return {
    get database() {
      return open.database!;
    },
    get directory() {
      return open.directory!;
    },
    get other() {
      return open.other!;
    },
  };
}
