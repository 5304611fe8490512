import type { PartnerSession, PartnerSessionRepository, SessionId, UserId } from '@signet/identity';
import type { PartnerSessionRow, Sql } from './schema.ts';

/** `PartnerSessionRepository` over one database, or over one transaction of it. */
export function createPartnerSessionRepository(database: Sql): PartnerSessionRepository {
  return {
    async add(session) {
      await database.insertInto('partner_session').values(toRow(session)).execute();
    },
    async find(sessionId, now) {
      const row = await database
        .selectFrom('partner_session')
        .selectAll()
        .where('session_id', '=', sessionId)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      return row && toSession(row);
    },
    async listNamed({ domain, nameId, sessionIndexes }, now) {
      const rows = await database
        .selectFrom('partner_session')
        .selectAll()
        .where('domain', '=', domain)
        .where('name_id', '=', nameId)
        .where('expires_at', '>', now)
        .$if(sessionIndexes.length > 0, (query) => query.where('session_index', 'in', sessionIndexes))
        .execute();
      return rows.map(toSession);
    },
    async remove(sessionId) {
      await database.deleteFrom('partner_session').where('session_id', '=', sessionId).execute();
    },
  };
}

function toRow(session: PartnerSession): PartnerSessionRow {
  return {
    session_id: session.sessionId,
    user_id: session.userId,
    domain: session.domain,
    name_id: session.nameId,
    name_id_format: session.nameIdFormat ?? null,
    sp_name_qualifier: session.spNameQualifier ?? null,
    session_index: session.sessionIndex ?? null,
    expires_at: session.expiresAt,
  };
}

function toSession(row: PartnerSessionRow): PartnerSession {
  return {
    sessionId: row.session_id as SessionId,
    userId: row.user_id as UserId,
    domain: row.domain,
    nameId: row.name_id,
    nameIdFormat: row.name_id_format ?? undefined,
    spNameQualifier: row.sp_name_qualifier ?? undefined,
    sessionIndex: row.session_index ?? undefined,
    expiresAt: row.expires_at,
  };
}
