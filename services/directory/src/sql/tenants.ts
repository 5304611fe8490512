import type { Tenant, TenantId, TenantRepository } from '@signet/identity';
import type { Sql, TenantRow } from './schema.ts';
import { writtenOnce } from './written-once.ts';

/** `TenantRepository` over one database, or over one transaction of it. */
export function createTenantRepository(database: Sql): TenantRepository {
  const byId = writtenOnce<{ id: string }, TenantRow>(database, (value) =>
    database.selectFrom('tenant').selectAll().where('id', '=', value('id')),
  );
  return {
    async add({ id, displayName, createdAt }) {
      const row = { id, display_name: displayName, created_at: createdAt };
      await database.insertInto('tenant').values(row).execute();
    },
    async find(id) {
      const row = await byId.first({ id });
      return row && toTenant(row);
    },
    async list() {
      const rows = await database
        .selectFrom('tenant')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(toTenant);
    },
    async hold(id) {
      // A write that changes nothing: on PostgreSQL it locks the row until all is written, on SQLite there is one writer anyway.
      const same = database.updateTable('tenant').set(({ ref }) => ({ display_name: ref('display_name') }));
      await same.where('id', '=', id).execute();
    },
  };
}

function toTenant(row: TenantRow): Tenant {
  return { id: row.id as TenantId, displayName: row.display_name, createdAt: row.created_at };
}
