import type { Session, SessionId, SessionRepository, TenantId, UserId } from '@signet/identity';
import { toAuthentication, toAuthenticationColumns } from './authentication.ts';
import { endedWithCertificate } from './ended-certificates.ts';
import type { SessionRow, Sql } from './schema.ts';

/** `SessionRepository` over one database, or over one transaction of it. */
export function createSessionRepository(database: Sql): SessionRepository {
  return {
    async add(session) {
      await database.insertInto('session').values(toRow(session)).execute();
    },
    async find(id) {
      const row = await sessions(database).where('id', '=', id).executeTakeFirst();
      return row && toSession(row);
    },
    async end(id, at) {
      const { numUpdatedRows } = await live(database, at).where('id', '=', id).executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async hold(id) {
      // A write that changes nothing: on PostgreSQL it locks the row, on SQLite there is one writer anyway.
      const row = await database
        .updateTable('session')
        .set(({ ref }) => ({ ended_at: ref('ended_at') }))
        .where('id', '=', id)
        .returning('ended_at')
        .executeTakeFirst();
      return row && (row.ended_at === null ? 'live' : 'ended');
    },
    async endAllOfUser(userId, at) {
      // Twice: on PostgreSQL a statement that waited for a session to be replaced does not see what took its place.
      const rounds = [];
      for (let round = 0; round < 2; round += 1)
        rounds.push(await live(database, at).where('user_id', '=', userId).executeTakeFirst());
      return rounds.reduce((sum, { numUpdatedRows }) => sum + Number(numUpdatedRows), 0);
    },
    async listLive(userId, now) {
      const rows = await sessions(database)
        .where('user_id', '=', userId)
        .where('ended_at', 'is', null)
        .where(endedWithCertificate('session'), 'is', null)
        .where('expires_at', '>', now)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(MAX_LISTED_SESSIONS)
        .execute();
      return rows.map(toSession);
    },
  };
}

function sessions(database: Sql) {
  const ended = endedWithCertificate('session').as('ended_with_certificate');
  return database.selectFrom('session').selectAll().select(ended);
}

/** Ending twice keeps the first moment. */
function live(database: Sql, endedAt: number) {
  return database.updateTable('session').set({ ended_at: endedAt }).where('ended_at', 'is', null);
}

function toRow(session: Session): SessionRow {
  return {
    id: session.id,
    tenant_id: session.tenantId,
    user_id: session.userId,
    ...toAuthenticationColumns(session),
    created_at: session.createdAt,
    expires_at: session.expiresAt,
    ended_at: session.endedAt ?? null,
  };
}

function toSession(row: SessionRow & { readonly ended_with_certificate: number | null }): Session {
  return {
    id: row.id as SessionId,
    tenantId: row.tenant_id as TenantId,
    userId: row.user_id as UserId,
    ...toAuthentication(row, 'session'),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at ?? row.ended_with_certificate ?? undefined,
  };
}

/** A page for a person to read; whoever has more signs out everywhere. */
const MAX_LISTED_SESSIONS = 100;
