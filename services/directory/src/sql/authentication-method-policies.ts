import type { AuthenticationMethodPolicyRepository } from '@signet/identity';
import type { Sql } from './schema.ts';

/** `AuthenticationMethodPolicyRepository` over one database, or over one transaction of it. */
export function createAuthenticationMethodPolicyRepository(
  database: Sql,
): AuthenticationMethodPolicyRepository {
  return {
    async put(tenant_id, method, policy) {
      await database
        .insertInto('authentication_method_policy')
        .values({ tenant_id, method, policy })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'method']).doUpdateSet({ policy }))
        .execute();
    },
    async find(tenantId, method) {
      const rows = database.selectFrom('authentication_method_policy').select('policy');
      const row = await rows
        .where('tenant_id', '=', tenantId)
        .where('method', '=', method)
        .executeTakeFirst();
      return row?.policy;
    },
    async remove(tenantId, method) {
      const rows = database.deleteFrom('authentication_method_policy');
      await rows.where('tenant_id', '=', tenantId).where('method', '=', method).execute();
    },
  };
}
