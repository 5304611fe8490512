import type { CertificateUse, CertificateUseRepository, EndedUses, GrantRevocation } from '@signet/identity';
import type { SerialNumber, UnixSeconds } from '@signet/pki';
import type { Sql } from './schema.ts';

/** Sessions and grants by the certificate that they came from: the indexes `live_…_of_certificate` hold both columns. */
export function createCertificateUseRepository(database: Sql): CertificateUseRepository {
  return {
    async findLive(id, serialNumbers) {
      const found = new Set<SerialNumber>();
      for (const chunk of chunksOf(serialNumbers)) {
        const grants = liveGrants(database, id).where('certificate_serial_number', 'in', chunk);
        const sessions = liveSessions(database, id).where('certificate_serial_number', 'in', chunk);
        for (const { serial } of await grants.execute()) found.add(serial);
        for (const { serial } of await sessions.execute()) found.add(serial);
      }
      return [...found];
    },
    async listLive(id, { limit, after = '' }) {
      const [grants, sessions] = await Promise.all([
        liveGrants(database, id).where('certificate_serial_number', '>', after).limit(limit).execute(),
        liveSessions(database, id).where('certificate_serial_number', '>', after).limit(limit).execute(),
      ]);
      const serials = new Set([...grants, ...sessions].map(({ serial }) => serial));
      return [...serials].sort(compareText).slice(0, limit);
    },
    async end(use, at) {
      const sessions = await repeat(() => endSessionsOf(database, use, at));
      const grants = await repeat(() => revokeGrantsOf(database, use, at));
      return { sessions, grants };
    },
    endExpired: (now) => endExpired(database, now),
  };
}

function liveGrants(database: Sql, id: string) {
  return database
    .selectFrom('grant')
    .select('certificate_serial_number as serial')
    .distinct()
    .where('certificate_authority_id', '=', id)
    .where('certificate_serial_number', 'is not', null)
    .where('revoked_at', 'is', null)
    .orderBy('certificate_serial_number')
    .$narrowType<{ serial: string }>();
}

function liveSessions(database: Sql, id: string) {
  return database
    .selectFrom('session')
    .select('certificate_serial_number as serial')
    .distinct()
    .where('certificate_authority_id', '=', id)
    .where('certificate_serial_number', 'is not', null)
    .where('ended_at', 'is', null)
    .orderBy('certificate_serial_number')
    .$narrowType<{ serial: string }>();
}

function endSessionsOf(database: Sql, use: CertificateUse, at: UnixSeconds) {
  return database
    .updateTable('session')
    .set({ ended_at: at })
    .where('ended_at', 'is', null)
    .where('id', 'in', ({ selectFrom }) =>
      selectFrom('session')
        .select('id')
        .where('certificate_authority_id', '=', use.certificateAuthorityId)
        .where('certificate_serial_number', '=', use.serialNumber)
        .where('ended_at', 'is', null)
        .where('amr', 'like', amrPattern(use))
        .limit(ROWS_AT_ONCE),
    )
    .executeTakeFirst();
}

function revokeGrantsOf(database: Sql, use: CertificateUse, at: UnixSeconds) {
  return database
    .updateTable('grant')
    .set(revokedAs(at, 'certificate-revoked'))
    .where('revoked_at', 'is', null)
    .where('id', 'in', ({ selectFrom }) =>
      selectFrom('grant')
        .select('id')
        .where('certificate_authority_id', '=', use.certificateAuthorityId)
        .where('certificate_serial_number', '=', use.serialNumber)
        .where('revoked_at', 'is', null)
        .where('amr', 'like', amrPattern(use))
        .limit(ROWS_AT_ONCE),
    )
    .executeTakeFirst();
}

// RFC 5280 §4.1.2.5: valid through notAfter, the second included.
async function endExpired(database: Sql, now: UnixSeconds): Promise<EndedUses> {
  const sessions = await repeat(() =>
    database
      .updateTable('session')
      .set({ ended_at: now })
      .where('ended_at', 'is', null)
      .where('id', 'in', ({ selectFrom }) =>
        selectFrom('session')
          .select('id')
          .where('certificate_not_after', '<', now)
          .where('ended_at', 'is', null)
          .limit(ROWS_AT_ONCE),
      )
      .executeTakeFirst(),
  );
  const grants = await repeat(() =>
    database
      .updateTable('grant')
      .set(revokedAs(now, 'certificate-expired'))
      .where('revoked_at', 'is', null)
      .where('id', 'in', ({ selectFrom }) =>
        selectFrom('grant')
          .select('id')
          .where('certificate_not_after', '<', now)
          .where('revoked_at', 'is', null)
          .limit(ROWS_AT_ONCE),
      )
      .executeTakeFirst(),
  );
  return { sessions, grants };
}

/** Two processes may end the same rows: each row counts for the first, and nothing left is the end. */
async function repeat(update: () => Promise<{ readonly numUpdatedRows: bigint }>): Promise<number> {
  for (let total = 0; ; ) {
    const updated = Number((await update()).numUpdatedRows);
    total += updated;
    if (updated === 0) return total;
  }
}

function revokedAs(at: UnixSeconds, because: GrantRevocation) {
  return { revoked_at: at, revoked_because: because };
}

// `amr` is a JSON list of words without quotes or wildcards in them.
function amrPattern({ amr }: CertificateUse): string {
  return amr === undefined ? '%' : `%"${amr}"%`;
}

/** Chunks of few different lengths, so that few statements are prepared: the last value fills up. */
function* chunksOf(serialNumbers: readonly SerialNumber[]): Iterable<readonly SerialNumber[]> {
  for (let start = 0; start < serialNumbers.length; start += SERIALS_AT_ONCE) {
    const chunk = serialNumbers.slice(start, start + SERIALS_AT_ONCE);
    const length = 2 ** Math.ceil(Math.log2(chunk.length));
    const last = chunk.at(-1) ?? '';
    yield [...chunk, ...Array.from({ length: length - chunk.length }, () => last)];
  }
}

/** As both databases compare: byte by byte. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A certificate may have any number of grants: each statement stays at some milliseconds. */
const ROWS_AT_ONCE = 500;
const SERIALS_AT_ONCE = 512;
