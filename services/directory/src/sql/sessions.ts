import type { Session, SessionId, SessionRepository, TenantId, UserId } from '@signet/identity';
import { AUTHENTICATION_COLUMNS, toAuthentication, toAuthenticationColumns } from './authentication.ts';
import { endedWithCertificate } from './ended-certificates.ts';
import type { SessionRow, Sql } from './schema.ts';
import { standIns, writtenOnce } from './written-once.ts';

/** `SessionRepository` over one database, or over one transaction of it. */
export function createSessionRepository(database: Sql): SessionRepository {
  const insert = writtenOnce<SessionRow>(database, (value) =>
    database.insertInto('session').values(standIns<SessionRow>(COLUMNS, value)),
  );
  const byId = writtenOnce<{ id: string }, SessionRow & Ended>(database, (value) =>
    sessions(database).where('id', '=', value('id')),
  );
  return {
    async add(session) {
      await insert(toRow(session));
    },
    async find(id) {
      const row = await byId.first({ id });
      return row && toSession(row);
    },
    async end(id, at) {
      const { numUpdatedRows } = await live(database, at).where('id', '=', id).executeTakeFirst();
      return numUpdatedRows === 1n;
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

function toSession(row: SessionRow & Ended): Session {
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

interface Ended {
  readonly ended_with_certificate: number | null;
}

const COLUMNS = Object.keys({
  id: true,
  tenant_id: true,
  user_id: true,
  ...AUTHENTICATION_COLUMNS,
  created_at: true,
  expires_at: true,
  ended_at: true,
} satisfies Record<keyof SessionRow, true>) as readonly (keyof SessionRow)[];

/** A page for a person to read; whoever has more signs out everywhere. */
const MAX_LISTED_SESSIONS = 100;
