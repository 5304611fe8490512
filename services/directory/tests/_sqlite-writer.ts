import { createKeyVault } from '@signet/crypto';
import { openSqliteDirectory } from '../src/index.ts';
import { TEST_KEY } from './_key.ts';

/** A process that writes until it is killed and prints each id once its write has been promised. */
const path = process.argv[2] ?? '';
const directory = await openSqliteDirectory({ path, keyVault: createKeyVault(TEST_KEY) });
for (let count = 0; ; count += 1) {
  const ids = Array.from({ length: 8 }, (_, index) => `${process.pid}-${count}-${index}`);
  await Promise.all(
    ids.map(async (id) => {
      await directory.oneTimeStates.add({ kind: 'code', id, value: '{}', expiresAt: 2_000_000_000 });
      process.stdout.write(`${id}\n`);
    }),
  );
}
