import type {
  ApplicationId,
  Grant,
  GrantId,
  GrantRepository,
  GrantRevocation,
  RefreshToken,
  SessionId,
  TenantId,
  UserId,
} from '@signet/identity';
import { toAuthentication } from './authentication.ts';
import { isString, parseList, parseWord } from './columns.ts';
import { endedWithCertificate } from './ended-certificates.ts';
import { toGrantRow, togetherMethods, toRefreshTokenRow } from './grant-writes.ts';
import type { GrantRow, RefreshTokenRow, Sql } from './schema.ts';
import type { Together } from './together.ts';
import { writtenOnce } from './written-once.ts';

/** `GrantRepository` over one database, or over one transaction of it; `together` is how the database writes several statements. */
export function createGrantRepository(database: Sql, together: Together): GrantRepository {
  return {
    ...grantMethods(database),
    ...refreshTokenMethods(database),
    ...togetherMethods(database, together),
  };
}

function grantMethods(database: Sql) {
  const byId = writtenOnce<{ id: string }, GrantRow & Ended>(database, (value) => {
    const ended = endedWithCertificate('grant').as('ended_with_certificate');
    return database.selectFrom('grant').selectAll().select(ended).where('id', '=', value('id'));
  });
  return {
    async add(grant) {
      await database.insertInto('grant').values(toGrantRow(grant)).execute();
    },
    async find(id) {
      const row = await byId.first({ id });
      return row && toGrant(row);
    },
    async revoke(id, at, because) {
      await revocation(database, at, because).where('id', '=', id).execute();
    },
    async listClientsOfSession(sessionId) {
      const rows = await database
        .selectFrom('grant')
        .select('client_id')
        .distinct()
        .where('session_id', '=', sessionId)
        .orderBy('client_id')
        .execute();
      return rows.map(({ client_id }) => client_id as ApplicationId);
    },
    async revokeAllOfSession(sessionId, at, because) {
      const revoked = revocation(database, at, because).where('session_id', '=', sessionId);
      return Number((await revoked.executeTakeFirst()).numUpdatedRows);
    },
    async revokeAllOfUser(userId, at, because) {
      const revoked = revocation(database, at, because).where('user_id', '=', userId);
      return Number((await revoked.executeTakeFirst()).numUpdatedRows);
    },
  } satisfies Partial<GrantRepository>;
}

function refreshTokenMethods(database: Sql) {
  const bySha256 = writtenOnce<{ sha256: string }, RefreshTokenRow>(database, (value) =>
    database.selectFrom('refresh_token').selectAll().where('sha256', '=', value('sha256')),
  );
  return {
    async addRefreshToken(token) {
      await database.insertInto('refresh_token').values(toRefreshTokenRow(token)).execute();
    },
    async findRefreshToken(sha256) {
      const row = await bySha256.first({ sha256 });
      return row && toRefreshToken(row);
    },
  } satisfies Partial<GrantRepository>;
}

/** Revoking twice keeps the first moment and the first reason. */
function revocation(database: Sql, at: number, because: GrantRevocation) {
  return database
    .updateTable('grant')
    .set({ revoked_at: at, revoked_because: because })
    .where('revoked_at', 'is', null);
}

function toGrant(row: GrantRow & Ended): Grant {
  const ended = row.ended_with_certificate;
  const because = row.revoked_because ?? (ended === null ? null : 'certificate-revoked');
  return {
    id: row.id as GrantId,
    tenantId: row.tenant_id as TenantId,
    userId: row.user_id as UserId,
    clientId: row.client_id as ApplicationId,
    sessionId: row.session_id as SessionId,
    scopes: parseList(row.scopes, 'grant.scopes', isString),
    ...toAuthentication(row, 'grant'),
    createdAt: row.created_at,
    revokedAt: row.revoked_at ?? ended ?? undefined,
    revokedBecause: because === null ? undefined : parseWord(because, 'grant.revoked_because', REVOCATIONS),
  };
}

function toRefreshToken(row: RefreshTokenRow): RefreshToken {
  return {
    sha256: row.sha256,
    grantId: row.grant_id as GrantId,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    rotatedAt: row.rotated_at ?? undefined,
  };
}

interface Ended {
  readonly ended_with_certificate: number | null;
}

const REVOCATIONS = [
  'authorization-code-reused',
  'refresh-token-reused',
  'certificate-revoked',
  'certificate-expired',
  'sessions-revoked',
  'signed-out',
  'revoked-by-client',
] as const satisfies readonly GrantRevocation[];
