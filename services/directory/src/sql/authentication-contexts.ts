import type { AuthenticationContext, AuthenticationContextRepository, TenantId } from '@signet/identity';
import { flag } from './columns.ts';
import type { AuthenticationContextRow, Sql } from './schema.ts';

/** `AuthenticationContextRepository` over one database, or over one transaction of it. */
export function createAuthenticationContextRepository(database: Sql): AuthenticationContextRepository {
  const ofTenant = (tenantId: TenantId) =>
    database.selectFrom('authentication_context').selectAll().where('tenant_id', '=', tenantId);
  return {
    async put({ tenantId: tenant_id, id, displayName, description, isAvailable }) {
      const facts = { display_name: displayName, description, is_available: flag(isAvailable) };
      await database
        .insertInto('authentication_context')
        .values({ tenant_id, id, ...facts })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(facts))
        .execute();
    },
    async find(tenantId, id) {
      const row = await ofTenant(tenantId).where('id', '=', id).executeTakeFirst();
      return row && toContext(row);
    },
    async list(tenantId) {
      const rows = await ofTenant(tenantId).execute();
      return rows.map(toContext).sort((a, b) => numberOf(a) - numberOf(b));
    },
    async remove(tenantId, id) {
      const { numDeletedRows } = await database
        .deleteFrom('authentication_context')
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

function toContext(row: AuthenticationContextRow): AuthenticationContext {
  return {
    tenantId: row.tenant_id as TenantId,
    id: row.id,
    displayName: row.display_name,
    description: row.description,
    isAvailable: row.is_available === 1,
  };
}

function numberOf({ id }: AuthenticationContext): number {
  return Number(id.slice(1));
}
