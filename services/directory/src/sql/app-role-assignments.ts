import type {
  ApplicationId,
  AppRoleAssignment,
  AppRoleAssignmentRepository,
  TenantId,
} from '@signet/identity';
import { parseCursor, rowsToFetch, toPage } from './page.ts';
import type { AppRoleAssignmentRow, Sql } from './schema.ts';

/** `AppRoleAssignmentRepository` over one database, or over one transaction of it. */
export function createAppRoleAssignmentRepository(database: Sql): AppRoleAssignmentRepository {
  const ofTenant = (tenantId: TenantId) =>
    database.selectFrom('app_role_assignment').selectAll().where('tenant_id', '=', tenantId);
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
    async find(tenantId, id) {
      const row = await ofTenant(tenantId).where('id', '=', id).executeTakeFirst();
      return row && toAssignment(row);
    },
    async listOfResource(tenantId, resourceId, page) {
      const cursor = parseCursor(page);
      const all = ofTenant(tenantId).where('resource_id', '=', resourceId);
      const query = cursor === undefined ? all : all.where('id', '>', cursor[1]);
      const rows = await query.orderBy('id').limit(rowsToFetch(page)).execute();
      return toPage(rows, page, toAssignment, (row) => [row.id, row.id]);
    },
    async listOfPrincipal(tenantId, principalId) {
      const rows = await ofTenant(tenantId)
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
