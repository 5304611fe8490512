import type { KeyVault, SigningKey, SigningKeyRepository } from '@signet/identity';
import { parseWord, plainBytes } from './columns.ts';
import type { SigningKeyRow, Sql } from './schema.ts';

/** The private part is sealed for its own row: moved to another row it does not open. */
export function createSigningKeyRepository(database: Sql, keyVault: KeyVault): SigningKeyRepository {
  return {
    async add(key) {
      await database.insertInto('signing_key').values(toRow(key, keyVault)).execute();
    },
    async remove(id) {
      await database.deleteFrom('signing_key').where('id', '=', id).execute();
    },
    async list(use) {
      const rows = await database
        .selectFrom('signing_key')
        .selectAll()
        .where('use', '=', use)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return rows.map((row) => toKey(row, keyVault));
    },
  };
}

function toRow(key: SigningKey, keyVault: KeyVault): SigningKeyRow {
  return {
    id: key.id,
    use: key.use,
    sealed_private_key: keyVault.seal(key.privateKey, context(key)),
    certificate: key.certificate,
    not_before: key.notBefore,
    not_after: key.notAfter,
    created_at: key.createdAt,
  };
}

function toKey(row: SigningKeyRow, keyVault: KeyVault): SigningKey {
  const use = parseWord(row.use, 'signing_key.use', USES);
  return {
    id: row.id,
    use,
    privateKey: keyVault.open(plainBytes(row.sealed_private_key), context({ id: row.id, use })),
    certificate: plainBytes(row.certificate),
    notBefore: row.not_before,
    notAfter: row.not_after,
    createdAt: row.created_at,
  };
}

function context({ id, use }: Pick<SigningKey, 'id' | 'use'>): string {
  return `signing-key:${use}:${id}`;
}

const USES = [
  'token-signing',
  'token-signing-es256',
  'federation-signing',
] as const satisfies readonly SigningKey['use'][];
