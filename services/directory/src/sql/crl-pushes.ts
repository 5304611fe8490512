import type { CertificateAuthorityId, CrlPush, CrlPushRepository } from '@signet/identity';
import { parseWord } from './columns.ts';
import type { CrlPushRow, Sql } from './schema.ts';

/** `CrlPushRepository` over one database, or over one transaction of it. */
export function createCrlPushRepository(database: Sql): CrlPushRepository {
  return {
    async put(push) {
      const { certificate_authority_id, part, ...figures } = toRow(push);
      await database
        .insertInto('crl_push')
        .values({ certificate_authority_id, part, ...figures })
        .onConflict((conflict) => conflict.columns(['certificate_authority_id', 'part']).doUpdateSet(figures))
        .execute();
    },
    async find(id, part) {
      const row = await database
        .selectFrom('crl_push')
        .selectAll()
        .where('certificate_authority_id', '=', id)
        .where('part', '=', part)
        .executeTakeFirst();
      return row && toCrlPush(row);
    },
  };
}

function toRow(push: CrlPush): CrlPushRow {
  return {
    certificate_authority_id: push.certificateAuthorityId,
    part: push.part,
    seen_at: push.seenAt,
    milliseconds: push.milliseconds,
    sessions: push.sessions,
    grants: push.grants,
  };
}

function toCrlPush(row: CrlPushRow): CrlPush {
  return {
    certificateAuthorityId: row.certificate_authority_id as CertificateAuthorityId,
    part: parseWord(row.part, 'crl_push.part', ['base', 'delta']),
    seenAt: row.seen_at,
    milliseconds: row.milliseconds,
    sessions: row.sessions,
    grants: row.grants,
  };
}
