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
import { toAuthentication, toAuthenticationColumns } from './authentication.ts';
import { isString, parseList, parseWord } from './columns.ts';
import { endedWithCertificate } from './ended-certificates.ts';
import type { GrantRow, RefreshTokenRow, Sql } from './schema.ts';

/** `GrantRepository` over one database, or over one transaction of it. */
export function createGrantRepository(database: Sql): GrantRepository {
  return { ...grantMethods(database), ...refreshTokenMethods(database) };
}

function grantMethods(database: Sql) {
  return {
    async add(grant) {
      await database.insertInto('grant').values(toGrantRow(grant)).execute();
    },
    async find(id) {
      const ended = endedWithCertificate('grant').as('ended_with_certificate');
      const grants = database.selectFrom('grant').selectAll().select(ended);
      const row = await grants.where('id', '=', id).executeTakeFirst();
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
  return {
    async addRefreshToken(token) {
      await database.insertInto('refresh_token').values(toRefreshTokenRow(token)).execute();
    },
    async findRefreshToken(sha256) {
      const row = await database
        .selectFrom('refresh_token')
        .selectAll()
        .where('sha256', '=', sha256)
        .executeTakeFirst();
      return row && toRefreshToken(row);
    },
    async rotateRefreshToken(sha256, at) {
      const { numUpdatedRows } = await database
        .updateTable('refresh_token')
        .set({ rotated_at: at })
        .where('sha256', '=', sha256)
        .where('rotated_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
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

function toGrantRow(grant: Grant): GrantRow {
  return {
    id: grant.id,
    tenant_id: grant.tenantId,
    user_id: grant.userId,
    client_id: grant.clientId,
    session_id: grant.sessionId,
    scopes: JSON.stringify(grant.scopes),
    ...toAuthenticationColumns(grant),
    created_at: grant.createdAt,
    revoked_at: grant.revokedAt ?? null,
    revoked_because: grant.revokedBecause ?? null,
  };
}

function toGrant(row: GrantRow & { readonly ended_with_certificate: number | null }): Grant {
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

function toRefreshTokenRow(token: RefreshToken): RefreshTokenRow {
  return {
    sha256: token.sha256,
    grant_id: token.grantId,
    issued_at: token.issuedAt,
    expires_at: token.expiresAt,
    rotated_at: token.rotatedAt ?? null,
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

const REVOCATIONS = [
  'authorization-code-reused',
  'refresh-token-reused',
  'certificate-revoked',
  'certificate-expired',
  'sessions-revoked',
  'signed-out',
  'revoked-by-client',
] as const satisfies readonly GrantRevocation[];
