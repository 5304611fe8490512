import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteDirectory } from '../src/index.ts';
import { TEST_KEY_VAULT } from './_backend.ts';
import { describeDirectory } from './_describe-directory.ts';

describeDirectory('SQLite', () => ({
  async create() {
    const folder = mkdtempSync(join(tmpdir(), 'signet-sqlite-'));
    const path = join(folder, 'directory.sqlite');
    return {
      open: (keyVault = TEST_KEY_VAULT) => openSqliteDirectory({ path, keyVault }),
      async [Symbol.asyncDispose]() {
        rmSync(folder, { recursive: true });
      },
    };
  },
}));
