import { createHash } from 'node:crypto';
import {
  AUTHORITY_RELAXATIONS,
  type AuthorityRelaxation,
  type CertificateAuthority,
  type CertificateAuthorityId,
  type CertificateAuthorityRepository,
  type PublicKeyInfrastructureId,
  type TenantId,
} from '@signet/identity';
import { atomically } from './atomically.ts';
import { flag, plainBytes } from './columns.ts';
import { notFound } from './conflicts.ts';
import type { CertificateAuthorityRow, Sql } from './schema.ts';
import { removeStoredCrl } from './stored-crls.ts';
import { writtenOnce } from './written-once.ts';

/** `CertificateAuthorityRepository` over one database, or over one transaction of it. */
export function createCertificateAuthorityRepository(database: Sql): CertificateAuthorityRepository {
  const inOrder = database
    .selectFrom('certificate_authority')
    .selectAll()
    .where('deleted_at', 'is', null)
    .orderBy('tenant_id')
    .orderBy('created_at')
    .orderBy('id');
  const ofTenant = writtenOnce<{ tenantId: string }, CertificateAuthorityRow>(database, (value) =>
    inOrder.where('tenant_id', '=', value('tenantId')),
  );
  return {
    async add(authority) {
      await database.insertInto('certificate_authority').values(toRow(authority)).execute();
    },
    async update(authority) {
      const row = toRow(authority);
      await atomically(database, async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('certificate_authority')
          .set(row)
          .where('id', '=', authority.id)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw notFound('certificate authority');
        if (row.crl_url === null) await removeStoredCrl(transaction, authority.id, 'base');
        if (row.delta_crl_url === null) await removeStoredCrl(transaction, authority.id, 'delta');
      });
    },
    async remove(id) {
      await database.deleteFrom('certificate_authority').where('id', '=', id).execute();
    },
    async find(id) {
      const row = await inOrder.where('id', '=', id).executeTakeFirst();
      return row && toAuthority(row);
    },
    async list(tenantId) {
      return (await ofTenant.all({ tenantId })).map(toAuthority);
    },
    async listAll() {
      return (await inOrder.execute()).map(toAuthority);
    },
    async softDelete(id, at) {
      await database
        .updateTable('certificate_authority')
        .set({ deleted_at: at })
        .where('id', '=', id)
        .execute();
    },
    async findDeleted(id) {
      const row = await database
        .selectFrom('certificate_authority')
        .selectAll()
        .where('id', '=', id)
        .where('deleted_at', 'is not', null)
        .executeTakeFirst();
      return row?.deleted_at ? { ...toAuthority(row), deletedAt: row.deleted_at } : undefined;
    },
    async restore(id) {
      await database
        .updateTable('certificate_authority')
        .set({ deleted_at: null })
        .where('id', '=', id)
        .execute();
    },
  };
}

function toRow(authority: CertificateAuthority): CertificateAuthorityRow {
  return {
    id: authority.id,
    tenant_id: authority.tenantId,
    certificate: authority.certificate,
    certificate_sha256: createHash('sha256').update(authority.certificate).digest('hex'),
    is_root_authority: flag(authority.isRootAuthority),
    crl_url: authority.certificateRevocationListUrl ?? null,
    delta_crl_url: authority.deltaCertificateRevocationListUrl ?? null,
    ocsp_url: authority.ocspUrl ?? null,
    relaxations: authority.allow === undefined ? null : authority.allow.join(' '),
    issuer: authority.issuer,
    issuer_ski: authority.issuerSki,
    created_at: authority.createdAt,
    store: authority.publicKeyInfrastructureId === undefined ? 'classic' : 'pki',
    public_key_infrastructure_id: authority.publicKeyInfrastructureId ?? null,
    display_name: authority.displayName ?? null,
    is_issuer_hint_enabled: flag(authority.isIssuerHintEnabled === true),
    deleted_at: null,
  };
}

function toAuthority(row: CertificateAuthorityRow): CertificateAuthority {
  return {
    id: row.id as CertificateAuthorityId,
    tenantId: row.tenant_id as TenantId,
    certificate: plainBytes(row.certificate),
    isRootAuthority: row.is_root_authority === 1,
    certificateRevocationListUrl: row.crl_url ?? undefined,
    deltaCertificateRevocationListUrl: row.delta_crl_url ?? undefined,
    ...(row.ocsp_url !== null && { ocspUrl: row.ocsp_url }),
    ...(row.relaxations !== null && { allow: readRelaxations(row.relaxations) }),
    issuer: row.issuer,
    issuerSki: row.issuer_ski,
    createdAt: row.created_at,
    ...(row.public_key_infrastructure_id !== null && {
      publicKeyInfrastructureId: row.public_key_infrastructure_id as PublicKeyInfrastructureId,
      isIssuerHintEnabled: row.is_issuer_hint_enabled === 1,
    }),
    ...(row.display_name !== null && { displayName: row.display_name }),
  };
}

// A word that this version does not know allows nothing.
function readRelaxations(text: string): readonly AuthorityRelaxation[] {
  return AUTHORITY_RELAXATIONS.filter((relaxation) => text.split(' ').includes(relaxation));
}
