import { setImmediate } from 'node:timers/promises';
import type { CertificateAuthorityId } from '@signet/identity';
import type { SerialNumber } from '@signet/pki';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Sql } from './schema.ts';

/** Of these serial numbers those that a live session or grant came from; two look-ups in an index for each. */
export async function findLive(
  database: Sql,
  id: CertificateAuthorityId,
  serialNumbers: readonly SerialNumber[],
): Promise<readonly SerialNumber[]> {
  const found = new Set<SerialNumber>();
  for (const chunk of chunksOf(serialNumbers)) {
    // What both databases call the only column of `values`.
    const serial = sql.ref<SerialNumber>('given.column1');
    const given = sql`(values ${sql.join(chunk.map((value) => sql`(${value})`))})`.as('given');
    const isLive = ({ table, endedAt }: LiveTable) => sql<SqlBool>`exists (select 1 from ${sql.table(table)}
      where certificate_authority_id = ${id} and certificate_serial_number = ${serial}
        and ${sql.ref(endedAt)} is null)`;
    const rows = await database
      .selectFrom(given)
      .select(serial.as('serial'))
      .where(({ or }) => or(LIVE_TABLES.map(isLive)))
      // All of it has ended, whether or not each row says so yet.
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('ended_certificate')
              .select('amr')
              .where('certificate_authority_id', '=', id)
              .where('certificate_serial_number', '=', serial)
              .where('amr', '=', ''),
          ),
        ),
      )
      .execute();
    for (const { serial } of rows) found.add(serial);
    // SQLite has answered at once: others have their turn.
    await setImmediate();
  }
  return [...found];
}

/** Serial numbers of live sessions and grants in ascending order; see the port. */
export async function listLive(
  database: Sql,
  id: CertificateAuthorityId,
  { limit, after = '' }: { readonly limit: number; readonly after: SerialNumber | undefined },
): Promise<readonly SerialNumber[]> {
  const pages = await Promise.all(
    LIVE_TABLES.map((table) => listSerials(database, id, table, after).limit(limit).execute()),
  );
  const serials = new Set(pages.flat().map(({ serial }) => serial));
  return [...serials].sort(compareText).slice(0, limit);
}

/**
 * From one serial number to the next by index: `distinct` would read every row, and thousands may come from one
 * certificate.
 */
function listSerials(
  database: Sql,
  id: CertificateAuthorityId,
  { table, endedAt }: LiveTable,
  after: string,
) {
  const next = (before: RawBuilder<string>) => sql<string | null>`(select min(certificate_serial_number)
    from ${sql.table(table)} where certificate_authority_id = ${id} and certificate_serial_number > ${before}
      and ${sql.ref(endedAt)} is null)`;
  return database
    .withRecursive('live(serial)', (query) =>
      query.selectNoFrom(next(sql`${after}`).as('serial')).unionAll(
        query
          .selectFrom('live')
          .select(next(sql.ref('live.serial')).as('serial'))
          .where('live.serial', 'is not', null),
      ),
    )
    .selectFrom('live')
    .select('serial')
    .where('serial', 'is not', null)
    .$narrowType<{ serial: string }>();
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

interface LiveTable {
  readonly table: string;
  readonly endedAt: string;
}

const LIVE_TABLES: readonly LiveTable[] = [
  { table: 'session', endedAt: 'ended_at' },
  { table: 'grant', endedAt: 'revoked_at' },
];

const SERIALS_AT_ONCE = 512;
