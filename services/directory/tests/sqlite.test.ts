import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteDirectory } from '../src/index.ts';
import { TEST_KEY_VAULT } from './_backend.ts';
import { describeDirectory } from './_describe-directory.ts';

describeDirectory('SQLite', () => ({
  async create() {
    const folder = mkdtempSync(join(tmpdir(), 'signet-sqlite-'));
    const path = join(folder, 'directory.sqlite');
    return {
      open: (keyVault = TEST_KEY_VAULT) => openSqliteDirectory({ path, keyVault }),
      async countRows(table) {
        using database = new DatabaseSync(path, { readOnly: true });
        return Number(database.prepare(`select count(*) as count from ${table}`).get()?.['count']);
      },
      async [Symbol.asyncDispose]() {
        rmSync(folder, { recursive: true });
      },
    };
  },
}));
