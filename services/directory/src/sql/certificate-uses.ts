import type { CertificateUse, CertificateUseRepository, EndedUses, GrantRevocation } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { findLive, listLive } from './live-certificates.ts';
import type { RowFilter, Rows } from './row-filter.ts';
import type { Sql } from './schema.ts';

/** Sessions and grants by the certificate that they came from: the indexes `live_…_of_certificate` hold both columns. */
export function createCertificateUseRepository(database: Sql, inRows: RowFilter): CertificateUseRepository {
  return {
    findLive: (id, serialNumbers) => findLive(database, id, serialNumbers),
    listLive: (id, page) => listLive(database, id, page),
    end: (use, at) =>
      together(
        endSessions(database, inRows, sessionsOf(database, use), at),
        revokeGrants(database, inRows, grantsOf(database, use), at, 'certificate-revoked'),
      ),
    endExpired: (now) =>
      together(
        endSessions(database, inRows, expiredSessions(database, now), now),
        revokeGrants(database, inRows, expiredGrants(database, now), now, 'certificate-expired'),
      ),
  };
}

/** Side by side: SQLite commits a portion of each at once, PostgreSQL has a connection for each. */
async function together(ending: Promise<number>, revoking: Promise<number>): Promise<EndedUses> {
  const [sessions, grants] = await Promise.all([ending, revoking]);
  return { sessions, grants };
}

function sessionsOf(database: Sql, use: CertificateUse) {
  return database
    .selectFrom('session')
    .where('certificate_authority_id', '=', use.certificateAuthorityId)
    .where('certificate_serial_number', '=', use.serialNumber)
    .where('ended_at', 'is', null)
    .where('amr', 'like', amrPattern(use));
}

function grantsOf(database: Sql, use: CertificateUse) {
  return database
    .selectFrom('grant')
    .where('certificate_authority_id', '=', use.certificateAuthorityId)
    .where('certificate_serial_number', '=', use.serialNumber)
    .where('revoked_at', 'is', null)
    .where('amr', 'like', amrPattern(use));
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

function endSessions(database: Sql, inRows: RowFilter, live: Rows, at: UnixSeconds): Promise<number> {
  const rows = inRows(live.limit(ROWS_AT_ONCE));
  const update = database.updateTable('session').set({ ended_at: at });
  return repeat(() => update.where('ended_at', 'is', null).where(rows).executeTakeFirst());
}

function revokeGrants(
  database: Sql,
  inRows: RowFilter,
  live: Rows,
  at: UnixSeconds,
  because: GrantRevocation,
): Promise<number> {
  const rows = inRows(live.limit(ROWS_AT_ONCE));
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

// `amr` is a JSON list of words without quotes or wildcards in them.
function amrPattern({ amr }: CertificateUse): string {
  return amr === undefined ? '%' : `%"${amr}"%`;
}

/** A certificate may have any number of grants: others write in between, after ten milliseconds or so. */
const ROWS_AT_ONCE = 2000;
