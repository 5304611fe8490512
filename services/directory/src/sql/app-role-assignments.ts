import type {
  ApplicationId,
  AppRoleAssignment,
  AppRoleAssignmentRepository,
  TenantId,
} from '@signet/identity';
import type { AppRoleAssignmentRow, Sql } from './schema.ts';

export function createAppRoleAssignmentRepository(database: Sql): AppRoleAssignmentRepository {
  return {
    async add({ id, tenantId, principalId, resourceId, appRoleId, createdAt }) {
      const row: AppRoleAssignmentRow = {
        id,
        tenant_id: tenantId,
        principal_id: principalId,
        resource_id: resourceId,
        app_role_id: appRoleId,
        created_at: createdAt,
      };
      await database.insertInto('app_role_assignment').values(row).execute();
    },
    async remove(tenantId, id) {
      await database
        .deleteFrom('app_role_assignment')
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .execute();
    },
    async listOfPrincipal(tenantId, principalId) {
      const rows = await database
        .selectFrom('app_role_assignment')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('principal_id', '=', principalId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(toAssignment);
    },
  };
}

function toAssignment(row: AppRoleAssignmentRow): AppRoleAssignment {
  return {
    id: row.id,
    tenantId: row.tenant_id as TenantId,
    principalId: row.principal_id as AppRoleAssignment['principalId'],
    resourceId: row.resource_id as ApplicationId,
    appRoleId: row.app_role_id,
    createdAt: row.created_at,
  };
}
