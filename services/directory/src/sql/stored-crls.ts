import { hash } from 'node:crypto';
import type {
  CertificateAuthorityId,
  StoredCrl,
  StoredCrlFailure,
  StoredCrlRepository,
} from '@signet/identity';
import { parseWord, plainBytes } from './columns.ts';
import type { Sql, StoredCrlFailureRow, StoredCrlRow } from './schema.ts';

export function createStoredCrlRepository(database: Sql): StoredCrlRepository {
  return {
    async put(crl) {
      await database
        .insertInto('stored_crl')
        .values(toRow(crl))
        .onConflict((conflict) =>
          conflict.columns(['certificate_authority_id', 'part']).doUpdateSet((values) => ({
            url: values.ref('excluded.url'),
            crl: values.ref('excluded.crl'),
            sha256: values.ref('excluded.sha256'),
            downloaded_at: values.ref('excluded.downloaded_at'),
            etag: values.ref('excluded.etag'),
            last_modified: values.ref('excluded.last_modified'),
          })),
        )
        .execute();
    },
    async find(id, part) {
      const row = await database
        .selectFrom('stored_crl')
        .selectAll()
        .where('certificate_authority_id', '=', id)
        .where('part', '=', part)
        .executeTakeFirst();
      return row && toStoredCrl(row);
    },
    async findSha256(id, part) {
      const row = await database
        .selectFrom('stored_crl')
        .select('sha256')
        .where('certificate_authority_id', '=', id)
        .where('part', '=', part)
        .executeTakeFirst();
      return row?.sha256;
    },
    async remove(id) {
      await database.deleteFrom('stored_crl').where('certificate_authority_id', '=', id).execute();
      await database.deleteFrom('stored_crl_failure').where('certificate_authority_id', '=', id).execute();
    },
    async putFailure(failure) {
      await database
        .insertInto('stored_crl_failure')
        .values(toFailureRow(failure))
        .onConflict((conflict) =>
          conflict.columns(['certificate_authority_id', 'part']).doUpdateSet((values) => ({
            url: values.ref('excluded.url'),
            failure: values.ref('excluded.failure'),
            reason: values.ref('excluded.reason'),
            failed_at: values.ref('excluded.failed_at'),
          })),
        )
        .execute();
    },
    async findFailure(id, part) {
      const row = await database
        .selectFrom('stored_crl_failure')
        .selectAll()
        .where('certificate_authority_id', '=', id)
        .where('part', '=', part)
        .executeTakeFirst();
      return row && toFailure(row);
    },
    async removeFailure(id, part) {
      await database
        .deleteFrom('stored_crl_failure')
        .where('certificate_authority_id', '=', id)
        .where('part', '=', part)
        .execute();
    },
  };
}

function toRow(crl: StoredCrl): StoredCrlRow {
  return {
    certificate_authority_id: crl.certificateAuthorityId,
    part: crl.part,
    url: crl.url,
    crl: crl.crl,
    sha256: hash('sha256', crl.crl),
    downloaded_at: crl.downloadedAt,
    etag: crl.etag ?? null,
    last_modified: crl.lastModified ?? null,
  };
}

function toStoredCrl(row: StoredCrlRow): StoredCrl {
  return {
    certificateAuthorityId: row.certificate_authority_id as CertificateAuthorityId,
    part: parseWord(row.part, 'stored_crl.part', ['base', 'delta']),
    url: row.url,
    crl: plainBytes(row.crl),
    downloadedAt: row.downloaded_at,
    etag: row.etag ?? undefined,
    lastModified: row.last_modified ?? undefined,
  };
}

function toFailureRow(failure: StoredCrlFailure): StoredCrlFailureRow {
  return {
    certificate_authority_id: failure.certificateAuthorityId,
    part: failure.part,
    url: failure.url,
    failure: failure.failure,
    reason: failure.reason,
    failed_at: failure.at,
  };
}

function toFailure(row: StoredCrlFailureRow): StoredCrlFailure {
  return {
    certificateAuthorityId: row.certificate_authority_id as CertificateAuthorityId,
    part: parseWord(row.part, 'stored_crl_failure.part', ['base', 'delta']),
    url: row.url,
    // Not checked against today's codes: what an older version wrote stays readable.
    failure: row.failure as StoredCrlFailure['failure'],
    reason: row.reason,
    at: row.failed_at,
  };
}
