import type {
  ApplicationId,
  PermissionGrant,
  PermissionGrantId,
  PermissionGrantRepository,
  TenantId,
  UserId,
} from '@signet/identity';
import { atomically } from './atomically.ts';
import { isString, parseList } from './columns.ts';
import { notFound } from './conflicts.ts';
import { parseCursor, rowsToFetch, toPage } from './page.ts';
import type { PermissionGrantRow, Sql } from './schema.ts';
import { writtenOnce } from './written-once.ts';

/** `PermissionGrantRepository` over one database, or over one transaction of it. */
export function createPermissionGrantRepository(database: Sql): PermissionGrantRepository {
  const grants = database.selectFrom('permission_grant').selectAll();
  const listed = writtenOnce<{ clientId: string; userId: string }, PermissionGrantRow>(database, (value) =>
    grants
      .where('client_id', '=', value('clientId'))
      .where('principal', 'in', [value('userId'), 'AllPrincipals']),
  );
  return {
    add: (grant) => atomically(database, (transaction) => add(transaction, grant)),
    async update({ id, scopes }) {
      const { numUpdatedRows } = await database
        .updateTable('permission_grant')
        .set({ scopes: JSON.stringify(scopes) })
        .where('id', '=', id)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw notFound('consent');
    },
    async remove(id) {
      await database.deleteFrom('permission_grant').where('id', '=', id).execute();
    },
    async find(id) {
      const row = await grants.where('id', '=', id).executeTakeFirst();
      return row && toGrant(row);
    },
    async listFor(clientId, userId) {
      return (await listed.all({ clientId, userId })).map(toGrant);
    },
    async list(tenantId, page) {
      const cursor = parseCursor(page);
      const ofTenant = grants.where('tenant_id', '=', tenantId);
      const query = cursor === undefined ? ofTenant : ofTenant.where('id', '>', cursor[1]);
      const rows = await query.orderBy('id').limit(rowsToFetch(page)).execute();
      return toPage(rows, page, toGrant, (row) => [row.id, row.id]);
    },
  };
}

async function add(transaction: Sql, grant: PermissionGrant): Promise<void> {
  // Touched before it is read, which locks the row on both databases: of two consents at the same moment, neither may
  // lose the other's scopes.
  await transaction
    .insertInto('permission_grant')
    .values({ ...toRow(grant), scopes: '[]' })
    .onConflict((conflict) =>
      conflict
        .columns(['client_id', 'principal', 'resource_id'])
        .doUpdateSet(({ ref }) => ({ scopes: ref('permission_grant.scopes') })),
    )
    .execute();
  const same = transaction
    .selectFrom('permission_grant')
    .selectAll()
    .where('client_id', '=', grant.clientId)
    .where('principal', '=', grant.principalId)
    .where('resource_id', '=', grant.resourceId);
  const { id, scopes } = toGrant(await same.executeTakeFirstOrThrow());
  const all = [...new Set([...scopes, ...grant.scopes])];
  await transaction
    .updateTable('permission_grant')
    .set({ scopes: JSON.stringify(all) })
    .where('id', '=', id)
    .execute();
}

function toRow(grant: PermissionGrant): PermissionGrantRow {
  return {
    id: grant.id,
    tenant_id: grant.tenantId,
    client_id: grant.clientId,
    resource_id: grant.resourceId,
    principal: grant.principalId,
    scopes: JSON.stringify(grant.scopes),
    created_at: grant.createdAt,
  };
}

function toGrant(row: PermissionGrantRow): PermissionGrant {
  return {
    id: row.id as PermissionGrantId,
    tenantId: row.tenant_id as TenantId,
    clientId: row.client_id as ApplicationId,
    resourceId: row.resource_id as ApplicationId,
    principalId: row.principal as UserId | 'AllPrincipals',
    scopes: parseList(row.scopes, 'permission_grant.scopes', isString),
    createdAt: row.created_at,
  };
}
