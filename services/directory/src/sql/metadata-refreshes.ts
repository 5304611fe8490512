import type { MetadataRefresh, MetadataRefreshRepository, MetadataSubject } from '@signet/identity';
import { optionalBytes, parseWord } from './columns.ts';
import type { MetadataRefreshRow, Sql } from './schema.ts';

/** `MetadataRefreshRepository` over one database, or over one transaction of it. */
export function createMetadataRefreshRepository(database: Sql): MetadataRefreshRepository {
  return {
    async put(refresh) {
      const { subject, ...rest } = toRow(refresh);
      await database
        .insertInto('metadata_refresh')
        .values({ subject, ...rest })
        .onConflict((conflict) => conflict.column('subject').doUpdateSet(rest))
        .execute();
    },
    async remove(subject) {
      await database.deleteFrom('metadata_refresh').where('subject', '=', subject).execute();
    },
    async find(subject) {
      const row = await database
        .selectFrom('metadata_refresh')
        .selectAll()
        .where('subject', '=', subject)
        .executeTakeFirst();
      return row && toRefresh(row);
    },
    async listDue(now) {
      const rows = await database
        .selectFrom('metadata_refresh')
        .selectAll()
        .where('next_run_at', '<=', now)
        .orderBy('next_run_at')
        .limit(MAX_DUE)
        .execute();
      return rows.map(toRefresh);
    },
  };
}

function toRow(refresh: MetadataRefresh): MetadataRefreshRow {
  return {
    subject: refresh.subject,
    url: refresh.url,
    result: refresh.result ?? null,
    reason: refresh.reason ?? null,
    last_run_at: refresh.lastRunAt ?? null,
    next_run_at: refresh.nextRunAt,
    etag: refresh.etag ?? null,
    last_modified: refresh.lastModified ?? null,
    signer: refresh.signer ?? null,
  };
}

function toRefresh(row: MetadataRefreshRow): MetadataRefresh {
  return {
    subject: row.subject as MetadataSubject,
    url: row.url,
    result: row.result === null ? undefined : parseWord(row.result, 'metadata_refresh.result', RESULTS),
    reason: row.reason ?? undefined,
    lastRunAt: row.last_run_at ?? undefined,
    nextRunAt: row.next_run_at,
    etag: row.etag ?? undefined,
    lastModified: row.last_modified ?? undefined,
    signer: optionalBytes(row.signer),
  };
}

const RESULTS = [
  'updated',
  'unchanged',
  'unreachable',
  'timed-out',
  'unreadable',
  'refused',
] as const satisfies readonly MetadataRefresh['result'][];
/** As many as a round of a minute can fetch; the rest is due still in the next. */
const MAX_DUE = 100;
