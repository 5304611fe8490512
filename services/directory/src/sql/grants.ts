import {
  type ApplicationId,
  DirectoryError,
  type Grant,
  type GrantId,
  type GrantRepository,
  type GrantRevocation,
  type RefreshToken,
  type SessionId,
  type TenantId,
  type UserId,
} from '@signet/identity';
import { sql } from 'kysely';
import { toAuthentication, toAuthenticationColumns } from './authentication.ts';
import { isString, parseList, parseWord } from './columns.ts';
import { endedWithCertificate } from './ended-certificates.ts';
import type { GrantRow, RefreshTokenRow, Sql } from './schema.ts';
import type { Together } from './together.ts';

export function createGrantRepository(database: Sql, together: Together): GrantRepository {
  return {
    ...grantMethods(database),
    ...refreshTokenMethods(database),
    async start({ grant, token, outcome: { kind, id, expiresAt } }) {
      const remembered = database.insertInto('replay').values({ kind, id, expires_at: expiresAt });
      try {
        await together(database, [
          remembered,
          database.insertInto('grant').values(toGrantRow(grant)),
          database.insertInto('refresh_token').values(toRefreshTokenRow(token)),
        ]);
        return true;
      } catch (error) {
        const isConflict = error instanceof DirectoryError && error.code === 'already-exists';
        if (isConflict && (await isRemembered(database, kind, id))) return false;
        throw error;
      }
    },
    async succeedRefreshToken(sha256, successor) {
      const [, added] = await together(database, [
        rotation(database, sha256, successor.issuedAt).where(
          'grant_id',
          'in',
          liveGrant(database, successor.grantId),
        ),
        insertWhileLive(database, successor),
      ]);
      return added?.numAffectedRows === 1n;
    },
  };
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
      const { numUpdatedRows } = await rotation(database, sha256, at).executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  } satisfies Partial<GrantRepository>;
}

function rotation(database: Sql, sha256: string, at: number) {
  return database
    .updateTable('refresh_token')
    .set({ rotated_at: at })
    .where('sha256', '=', sha256)
    .where('rotated_at', 'is', null);
}

function insertWhileLive(database: Sql, token: RefreshToken) {
  const { sha256, issued_at, expires_at, rotated_at } = toRefreshTokenRow(token);
  // PostgreSQL takes a parameter that is selected for text unless told otherwise.
  const text = (value: string) => sql<string>`cast(${value} as text)`;
  const time = (value: number | null) => sql<number>`cast(${value} as bigint)`;
  return database
    .insertInto('refresh_token')
    .columns(['sha256', 'grant_id', 'issued_at', 'expires_at', 'rotated_at'])
    .expression(
      liveGrant(database, token.grantId)
        .clearSelect()
        .select([
          text(sha256).as('sha256'),
          'grant.id as grant_id',
          time(issued_at).as('issued_at'),
          time(expires_at).as('expires_at'),
          time(rotated_at).as('rotated_at'),
        ]),
    );
}

/** The grant while it has not ended, neither by itself nor with its certificate. */
function liveGrant(database: Sql, id: GrantId) {
  return database
    .selectFrom('grant')
    .select('grant.id')
    .where('grant.id', '=', id)
    .where('revoked_at', 'is', null)
    .where(endedWithCertificate('grant'), 'is', null);
}

async function isRemembered(database: Sql, kind: string, id: string): Promise<boolean> {
  const replays = database.selectFrom('replay').select('id');
  return (await replays.where('kind', '=', kind).where('id', '=', id).executeTakeFirst()) !== undefined;
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
