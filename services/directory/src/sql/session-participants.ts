import type { RelyingPartyTrustId, SessionParticipant, SessionParticipantRepository } from '@signet/identity';
import type { SessionParticipantRow, Sql } from './schema.ts';

/** `SessionParticipantRepository` over one database, or over one transaction of it. */
export function createSessionParticipantRepository(database: Sql): SessionParticipantRepository {
  return {
    async add(participant) {
      await database.insertInto('session_participant').values(toRow(participant)).execute();
    },
    async list(sessionId, now) {
      const rows = await database
        .selectFrom('session_participant')
        .selectAll()
        .where('session_id', '=', sessionId)
        .where('expires_at', '>', now)
        .orderBy('trust_id')
        .orderBy('session_index')
        .execute();
      return rows.map(toParticipant);
    },
    async take(sessionId, now) {
      const rows = await database
        .deleteFrom('session_participant')
        .where('session_id', '=', sessionId)
        .returningAll()
        .execute();
      return rows
        .filter((row) => row.expires_at > now)
        .map(toParticipant)
        .sort((a, b) => (a.sessionIndex < b.sessionIndex ? -1 : 1));
    },
  };
}

function toRow(participant: SessionParticipant): SessionParticipantRow {
  return {
    session_id: participant.sessionId,
    trust_id: participant.relyingPartyTrustId,
    session_index: participant.sessionIndex,
    name_id: participant.nameId,
    name_id_format: participant.nameIdFormat ?? null,
    sp_name_qualifier: participant.spNameQualifier ?? null,
    expires_at: participant.expiresAt,
  };
}

function toParticipant(row: SessionParticipantRow): SessionParticipant {
  return {
    sessionId: row.session_id,
    relyingPartyTrustId: row.trust_id as RelyingPartyTrustId,
    nameId: row.name_id,
    nameIdFormat: row.name_id_format ?? undefined,
    spNameQualifier: row.sp_name_qualifier ?? undefined,
    sessionIndex: row.session_index,
    expiresAt: row.expires_at,
  };
}
