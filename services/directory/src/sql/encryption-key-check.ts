import type { KeyVault } from '@signet/identity';
import { plainBytes } from './columns.ts';
import type { Sql } from './schema.ts';

/**
 * Notices at the start, not at the first token, that the encryption key is not the one of this database: a
 * known text is sealed by whoever comes first and opened by everybody after. Throws the vault's error.
 */
export async function checkEncryptionKey(database: Sql, keyVault: KeyVault): Promise<void> {
  const sealed = (await findSealed(database)) ?? (await addSealed(database, keyVault));
  keyVault.open(plainBytes(sealed), CONTEXT);
}

async function findSealed(database: Sql): Promise<Uint8Array | undefined> {
  const row = await database.selectFrom('encryption_key_check').select('sealed').executeTakeFirst();
  return row?.sealed;
}

async function addSealed(database: Sql, keyVault: KeyVault): Promise<Uint8Array> {
  const ours = keyVault.seal(new TextEncoder().encode('signet'), CONTEXT);
  await database
    .insertInto('encryption_key_check')
    .values({ name: 'first', sealed: ours })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // Another process may have come first.
  return (await findSealed(database)) ?? ours;
}

const CONTEXT = 'encryption-key-check';
