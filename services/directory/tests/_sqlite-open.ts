import { createKeyVault } from '@signet/crypto';
import { openSqliteDirectory } from '../src/index.ts';
import { TEST_KEY } from './_key.ts';

/** Opens a database as a user without rights and prints the code of the refusal. */
if (process.getuid?.() === 0) {
  process.setgid?.(65_534);
  process.setuid?.(65_534);
}
try {
  await openSqliteDirectory({ path: process.argv[2] ?? '', keyVault: createKeyVault(TEST_KEY) });
  console.log('opened');
} catch (error) {
  console.log(error instanceof Error && 'code' in error ? error.code : error);
}
