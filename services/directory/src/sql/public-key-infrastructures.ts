import type {
  PublicKeyInfrastructure,
  PublicKeyInfrastructureId,
  PublicKeyInfrastructureRepository,
  TenantId,
} from '@signet/identity';
import { atomically } from './atomically.ts';
import { parseWord } from './columns.ts';
import { notFound } from './conflicts.ts';
import type { PublicKeyInfrastructureRow, Sql } from './schema.ts';

/** `PublicKeyInfrastructureRepository` over one database, or over one transaction of it. */
export function createPublicKeyInfrastructureRepository(database: Sql): PublicKeyInfrastructureRepository {
  const all = database.selectFrom('public_key_infrastructure').selectAll();
  return {
    async add(pki) {
      await database.insertInto('public_key_infrastructure').values(toRow(pki)).execute();
    },
    async update(pki) {
      const { numUpdatedRows } = await database
        .updateTable('public_key_infrastructure')
        .set(toRow(pki))
        .where('id', '=', pki.id)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw notFound('PKI');
    },
    async find(id) {
      const row = await all.where('id', '=', id).executeTakeFirst();
      return row && toPki(row);
    },
    async list(tenantId) {
      const rows = await all
        .where('tenant_id', '=', tenantId)
        .where('deleted_at', 'is', null)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(toPki);
    },
    softDelete: (id, at) =>
      atomically(database, async (transaction) => {
        await setDeletedAt(transaction, id, at);
        await transaction
          .updateTable('certificate_authority')
          .set({ deleted_at: at })
          .where('public_key_infrastructure_id', '=', id)
          .where('deleted_at', 'is', null)
          .execute();
      }),
    restore: (id) =>
      atomically(database, async (transaction) => {
        const row = await transaction
          .selectFrom('public_key_infrastructure')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirst();
        if (!row) throw notFound('PKI');
        if (row.deleted_at === null) return;
        await setDeletedAt(transaction, id, null);
        await transaction
          .updateTable('certificate_authority')
          .set({ deleted_at: null })
          .where('public_key_infrastructure_id', '=', id)
          .where('deleted_at', '=', row.deleted_at)
          .execute();
      }),
  };
}

async function setDeletedAt(transaction: Sql, id: PublicKeyInfrastructureId, deleted_at: number | null) {
  await transaction
    .updateTable('public_key_infrastructure')
    .set({ deleted_at })
    .where('id', '=', id)
    .execute();
}

function toRow(pki: PublicKeyInfrastructure): PublicKeyInfrastructureRow {
  return {
    id: pki.id,
    tenant_id: pki.tenantId,
    display_name: pki.displayName,
    status: pki.status,
    status_details: pki.statusDetails,
    created_at: pki.createdAt,
    last_modified_at: pki.lastModifiedAt,
    deleted_at: pki.deletedAt ?? null,
  };
}

function toPki(row: PublicKeyInfrastructureRow): PublicKeyInfrastructure {
  return {
    id: row.id as PublicKeyInfrastructureId,
    tenantId: row.tenant_id as TenantId,
    displayName: row.display_name,
    status: parseWord(row.status, 'public_key_infrastructure.status', STATUSES),
    statusDetails: row.status_details,
    createdAt: row.created_at,
    lastModifiedAt: row.last_modified_at,
    ...(row.deleted_at !== null && { deletedAt: row.deleted_at }),
  };
}

const STATUSES = [
  'notStarted',
  'running',
  'succeeded',
  'failed',
] as const satisfies readonly PublicKeyInfrastructure['status'][];
