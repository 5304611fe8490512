import type { AuditLogEntry, AuditLogRepository } from '@signet/identity';
import type { Insertable, Selectable } from 'kysely';
import { parseWord } from './columns.ts';
import { parseCursor, rowsToFetch, sequenceOf, toPage } from './page.ts';
import type { AuditRow, Sql } from './schema.ts';

/** `AuditLogRepository` over one database, or over one transaction of it. */
export function createAuditLogRepository(database: Sql): AuditLogRepository {
  return {
    async add(entry) {
      await database.insertInto('audit').values(toRow(entry)).execute();
    },
    async find(tenantId, id) {
      const rows = database.selectFrom('audit').selectAll().where('id', '=', id);
      const ofTenant = rows.where('tenant_id', '=', tenantId);
      const row = await ofTenant.orderBy('sequence', 'desc').executeTakeFirst();
      return row && toEntry(row);
    },
    async list(tenantId, page) {
      const cursor = parseCursor(page);
      let query = database.selectFrom('audit').selectAll().where('tenant_id', '=', tenantId);
      if (cursor !== undefined) query = query.where('sequence', '<', sequenceOf(cursor));
      const rows = await query.orderBy('sequence', 'desc').limit(rowsToFetch(page)).execute();
      return toPage(rows, page, toEntry, (row) => [row.sequence, row.id]);
    },
  };
}

function toRow({ actor, target, ...entry }: AuditLogEntry): Insertable<AuditRow> {
  return {
    id: entry.id,
    created_at: entry.createdAt,
    tenant_id: entry.tenantId,
    activity: entry.activity,
    category: entry.category,
    operation_type: entry.operationType,
    result: entry.result,
    result_reason: entry.resultReason,
    correlation_id: entry.correlationId ?? null,
    actor_user_id: actor.userId,
    actor_user_principal_name: actor.userPrincipalName,
    actor_display_name: actor.displayName,
    actor_app_id: actor.appId,
    actor_app_display_name: actor.appDisplayName ?? null,
    actor_ip_address: actor.ipAddress ?? null,
    target_type: target.type,
    target_id: target.id ?? null,
    target_display_name: target.displayName ?? null,
  };
}

function toEntry(row: Selectable<AuditRow>): AuditLogEntry {
  return {
    id: row.id,
    createdAt: row.created_at,
    tenantId: row.tenant_id,
    activity: row.activity,
    category: row.category,
    operationType: row.operation_type,
    result: parseWord(row.result, 'audit.result', ['success', 'failure']),
    resultReason: row.result_reason,
    correlationId: row.correlation_id ?? undefined,
    actor: {
      userId: row.actor_user_id,
      userPrincipalName: row.actor_user_principal_name,
      displayName: row.actor_display_name,
      appId: row.actor_app_id,
      appDisplayName: row.actor_app_display_name ?? undefined,
      ipAddress: row.actor_ip_address ?? undefined,
    },
    target: {
      type: row.target_type,
      id: row.target_id ?? undefined,
      displayName: row.target_display_name ?? undefined,
    },
  };
}
