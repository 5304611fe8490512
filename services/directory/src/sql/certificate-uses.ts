import type {
  CertificateAuthorityId,
  CertificateUseRepository,
  EndedUses,
  GrantRevocation,
} from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { Expression, RawBuilder, SqlBool } from 'kysely';
import { endedWithCertificate } from './ended-certificates.ts';
import { findLive, listLive } from './live-certificates.ts';
import type { RowFilter } from './row-filter.ts';
import type { Sql } from './schema.ts';

/** Sessions and grants by the certificate that they came from: the indexes `live_…_of_certificate` hold both columns. */
export function createCertificateUseRepository(database: Sql, inRows: RowFilter): CertificateUseRepository {
  return {
    findLive: (id, serialNumbers) => findLive(database, id, serialNumbers),
    listLive: (id, page) => listLive(database, id, page),
    async end({ certificateAuthorityId, serialNumber, amr = '' }, at) {
      await database
        .insertInto('ended_certificate')
        .values({
          certificate_authority_id: certificateAuthorityId,
          certificate_serial_number: serialNumber,
          amr,
          ended_at: at,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async settle(only) {
      const total = { sessions: 0, grants: 0 };
      for (const id of only === undefined ? await listSettling(database) : [only]) {
        const { sessions, grants } = await settle(database, inRows, id);
        total.sessions += sessions;
        total.grants += grants;
      }
      return total;
    },
    async endExpired(now) {
      return together(
        endSessions(database, inRows(expiredSessions(database, now).limit(ROWS_AT_ONCE)), now),
        revokeGrants(
          database,
          inRows(expiredGrants(database, now).limit(ROWS_AT_ONCE)),
          now,
          'certificate-expired',
        ),
      );
    },
  };
}

async function listSettling(database: Sql): Promise<readonly CertificateAuthorityId[]> {
  const rows = await database
    .selectFrom('ended_certificate')
    .select('certificate_authority_id as id')
    .distinct()
    .execute();
  return rows.map(({ id }) => id as CertificateAuthorityId);
}

async function settle(database: Sql, inRows: RowFilter, id: CertificateAuthorityId): Promise<EndedUses> {
  const [sessions, grants] = [settlingSessions(database, id), settlingGrants(database, id)];
  const written = await together(
    endSessions(database, inRows(sessions.limit(ROWS_AT_ONCE)), endedWithCertificate('session')),
    revokeGrants(
      database,
      inRows(grants.limit(ROWS_AT_ONCE)),
      endedWithCertificate('grant'),
      'certificate-revoked',
    ),
  );
  // Not those that have been added meanwhile and still have something to end.
  await database
    .deleteFrom('ended_certificate')
    .where('certificate_authority_id', '=', id)
    .where('certificate_serial_number', 'not in', sessions.select('certificate_serial_number'))
    .where('certificate_serial_number', 'not in', grants.select('certificate_serial_number'))
    .execute();
  return written;
}

/** Side by side: SQLite commits a portion of each at once, PostgreSQL has a connection for each. */
async function together(ending: Promise<number>, revoking: Promise<number>): Promise<EndedUses> {
  const [sessions, grants] = await Promise.all([ending, revoking]);
  return { sessions, grants };
}

function settlingSessions(database: Sql, id: CertificateAuthorityId) {
  return database
    .selectFrom('session')
    .where('certificate_authority_id', '=', id)
    .where('certificate_serial_number', 'in', serialsToSettle(database, id))
    .where('ended_at', 'is', null)
    .where(endedWithCertificate('session'), 'is not', null);
}

function settlingGrants(database: Sql, id: CertificateAuthorityId) {
  return database
    .selectFrom('grant')
    .where('certificate_authority_id', '=', id)
    .where('certificate_serial_number', 'in', serialsToSettle(database, id))
    .where('revoked_at', 'is', null)
    .where(endedWithCertificate('grant'), 'is not', null);
}

function serialsToSettle(database: Sql, id: CertificateAuthorityId) {
  return database
    .selectFrom('ended_certificate')
    .select('certificate_serial_number')
    .where('certificate_authority_id', '=', id);
}

// RFC 5280 §4.1.2.5: valid through notAfter, the second included.
function expiredSessions(database: Sql, now: UnixSeconds) {
  return database
    .selectFrom('session')
    .where('certificate_not_after', '<', now)
    .where('ended_at', 'is', null);
}

function expiredGrants(database: Sql, now: UnixSeconds) {
  return database
    .selectFrom('grant')
    .where('certificate_not_after', '<', now)
    .where('revoked_at', 'is', null);
}

function endSessions(database: Sql, rows: Expression<SqlBool>, at: Moment): Promise<number> {
  const update = database.updateTable('session').set({ ended_at: at });
  return repeat(() => update.where('ended_at', 'is', null).where(rows).executeTakeFirst());
}

function revokeGrants(
  database: Sql,
  rows: Expression<SqlBool>,
  at: Moment,
  because: GrantRevocation,
): Promise<number> {
  const update = database.updateTable('grant').set({ revoked_at: at, revoked_because: because });
  return repeat(() => update.where('revoked_at', 'is', null).where(rows).executeTakeFirst());
}

/** Two processes may end the same rows: each row counts for the first, and nothing left is the end. */
async function repeat(update: () => Promise<{ readonly numUpdatedRows: bigint }>): Promise<number> {
  for (let total = 0; ; ) {
    const updated = Number((await update()).numUpdatedRows);
    total += updated;
    if (updated === 0) return total;
  }
}

type Moment = UnixSeconds | RawBuilder<number | null>;

/** A certificate may have any number of grants: others write in between, after ten milliseconds or so. */
const ROWS_AT_ONCE = 2000;
