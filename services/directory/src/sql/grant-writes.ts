import {
  DirectoryError,
  type Grant,
  type GrantRepository,
  type GrantStart,
  type RefreshToken,
} from '@signet/identity';
import { sql, type UpdateQueryBuilder, type UpdateResult } from 'kysely';
import { AUTHENTICATION_COLUMNS, toAuthenticationColumns } from './authentication.ts';
import { endedWithCertificate } from './ended-certificates.ts';
import type { GrantRow, RefreshTokenRow, Schema, Sql } from './schema.ts';
import type { Together } from './together.ts';
import { standIns, writtenOnce } from './written-once.ts';

/** What is written together: see {@link GrantRepository}. */
export function togetherMethods(
  database: Sql,
  together: Together,
): Pick<GrantRepository, 'start' | 'succeedRefreshToken'> {
  const statements = writeStatements(database);
  return {
    async start({ grant, token, outcome }) {
      try {
        const { id, sessionId } = grant;
        const results = await together(database, [
          statements.remember.with(outcome),
          statements.holdSession.with({ sessionId }),
          statements.addGrant.with(toGrantRow(grant)),
          statements.dropWithEndedSession.with({ id, sessionId }),
          statements.addWhileLive.with(toRefreshTokenRow(token)),
        ]);
        return results.at(-1)?.numAffectedRows === 1n ? 'started' : 'session-ended';
      } catch (error) {
        const isConflict = error instanceof DirectoryError && error.code === 'already-exists';
        if (isConflict && (await isRemembered(database, outcome.kind, outcome.id)))
          return 'remembered-before';
        throw error;
      }
    },
    async succeedRefreshToken(sha256, successor) {
      const row = toRefreshTokenRow(successor);
      const [added] = await together(database, [
        statements.addWhileLive.with(row),
        statements.rotateTo.with({ sha256, successor: row.sha256, rotated_at: row.issued_at }),
      ]);
      return added?.numAffectedRows === 1n;
    },
  };
}

function writeStatements(database: Sql) {
  return {
    remember: writtenOnce<GrantStart['outcome']>(database, (value) =>
      database
        .insertInto('replay')
        .values({ kind: value('kind'), id: value('id'), expires_at: value('expiresAt') }),
    ),
    addGrant: writtenOnce<GrantRow>(database, (value) =>
      database.insertInto('grant').values(standIns<GrantRow>(GRANT_COLUMNS, value)),
    ),
    // A write that changes nothing: on PostgreSQL it locks the session until all is written, on SQLite there is one writer anyway.
    holdSession: writtenOnce<{ sessionId: string }>(database, (value) =>
      database
        .updateTable('session')
        .set(({ ref }) => ({ ended_at: ref('ended_at') }))
        .where('id', '=', value('sessionId')),
    ),
    dropWithEndedSession: writtenOnce<{ id: string; sessionId: string }>(database, (value) =>
      database
        .deleteFrom('grant')
        .where('id', '=', value('id'))
        .where((where) =>
          where.exists(
            database
              .selectFrom('session')
              .select('id')
              .where('id', '=', value('sessionId'))
              .where('ended_at', 'is not', null),
          ),
        ),
    ),
    // Hangs on the successor and not on the grant, which on PostgreSQL may end between the two statements.
    rotateTo: writtenOnce<{ sha256: string; successor: string; rotated_at: number }>(database, (value) =>
      rotation(database, value('sha256'), value('rotated_at')).where((where) =>
        where.exists(
          database
            .selectFrom('refresh_token as successor')
            .select('successor.sha256')
            .where('successor.sha256', '=', value('successor')),
        ),
      ),
    ),
    addWhileLive: writtenOnce<RefreshTokenRow>(database, (value) => insertWhileLive(database, value)),
  };
}

/** Of a token that is not rotated yet. */
function rotation(
  database: Sql,
  sha256: string,
  at: number,
): UpdateQueryBuilder<Schema, 'refresh_token', 'refresh_token', UpdateResult> {
  return database
    .updateTable('refresh_token')
    .set({ rotated_at: at })
    .where('sha256', '=', sha256)
    .where('rotated_at', 'is', null);
}

function insertWhileLive(
  database: Sql,
  value: <Name extends keyof RefreshTokenRow>(name: Name) => RefreshTokenRow[Name],
) {
  // PostgreSQL takes a parameter that is selected for text unless told otherwise.
  const time = (name: 'issued_at' | 'expires_at' | 'rotated_at') =>
    sql<number>`cast(${value(name)} as bigint)`.as(name);
  return database
    .insertInto('refresh_token')
    .columns(['sha256', 'grant_id', 'issued_at', 'expires_at', 'rotated_at'])
    .expression(
      liveGrant(database, value('grant_id'))
        .clearSelect()
        .select([
          sql<string>`cast(${value('sha256')} as text)`.as('sha256'),
          'grant.id as grant_id',
          time('issued_at'),
          time('expires_at'),
          time('rotated_at'),
        ]),
    );
}

/** The grant while it has not ended, neither by itself nor with its certificate. */
function liveGrant(database: Sql, id: string) {
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

export function toGrantRow(grant: Grant): GrantRow {
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

export function toRefreshTokenRow(token: RefreshToken): RefreshTokenRow {
  return {
    sha256: token.sha256,
    grant_id: token.grantId,
    issued_at: token.issuedAt,
    expires_at: token.expiresAt,
    rotated_at: token.rotatedAt ?? null,
  };
}

const GRANT_COLUMNS = Object.keys({
  id: true,
  tenant_id: true,
  user_id: true,
  client_id: true,
  session_id: true,
  scopes: true,
  ...AUTHENTICATION_COLUMNS,
  created_at: true,
  revoked_at: true,
  revoked_because: true,
} satisfies Record<keyof GrantRow, true>) as readonly (keyof GrantRow)[];
