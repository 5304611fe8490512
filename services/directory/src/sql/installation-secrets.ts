import type { InstallationSecretRepository, KeyVault } from '@signet/identity';
import { plainBytes } from './columns.ts';
import type { Sql } from './schema.ts';

/** Sealed for its own name: moved to another row it does not open. */
export function createInstallationSecretRepository(
  database: Sql,
  keyVault: KeyVault,
): InstallationSecretRepository {
  const find = async (name: string): Promise<Uint8Array | undefined> => {
    const row = await database
      .selectFrom('installation_secret')
      .select('sealed')
      .where('name', '=', name)
      .executeTakeFirst();
    return row && keyVault.open(plainBytes(row.sealed), contextOf(name));
  };
  return {
    async findOrAdd(name, candidate) {
      const found = await find(name);
      if (found) return found;
      await database
        .insertInto('installation_secret')
        .values({ name, sealed: keyVault.seal(candidate, contextOf(name)) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      // Another process may have come first.
      return (await find(name)) ?? candidate;
    },
  };
}

function contextOf(name: string): string {
  return `installation-secret:${name}`;
}
