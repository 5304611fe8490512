import type {
  CertificateAuthorityId,
  StoredCrl,
  StoredCrlFailure,
  StoredCrlRepository,
} from '@signet/identity';
import { atomically } from './atomically.ts';
import { parseWord } from './columns.ts';
import { addChunks, areChunksWhole, hashSlowly, readChunks, removeOtherChunks } from './crl-chunks.ts';
import type { Sql, StoredCrlFailureRow, StoredCrlRow } from './schema.ts';
import { writtenOnce } from './written-once.ts';

/** `StoredCrlRepository` over one database, or over one transaction of it. */
export function createStoredCrlRepository(database: Sql): StoredCrlRepository {
  const version = writtenOnce<{ id: string; part: 'base' | 'delta' }, Version>(database, (value) =>
    database
      .selectFrom('stored_crl')
      .select(['sha256', 'downloaded_at', 'confirmed_at'])
      .where('certificate_authority_id', '=', value('id'))
      .where('part', '=', value('part')),
  );
  return {
    async put(crl) {
      // Chunks first: until its row names the new list, the old one is whole.
      const chunked = { ...crl, sha256: await hashSlowly(crl.crl) };
      await addChunks(database, chunked, crl.crl);
      const outcome = await atomically(database, async (transaction) =>
        (await holdAuthority(transaction, crl))
          ? putRow(transaction, toRow(crl, chunked.sha256))
          : 'unwanted',
      );
      // Until the row named them, another process that stored its own may have removed some.
      if (outcome === 'stored' && !(await areChunksWhole(database, chunked, crl.crl))) {
        await addChunks(database, chunked, crl.crl);
      }
      await removeOtherChunks(database, chunked);
      return outcome;
    },
    async find(id, part) {
      const row = await database
        .selectFrom('stored_crl')
        .selectAll()
        .where('certificate_authority_id', '=', id)
        .where('part', '=', part)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const crl = await readChunks(
        database,
        { certificateAuthorityId: id, part, sha256: row.sha256 },
        row.size_bytes,
      );
      return crl && toStoredCrl(row, crl);
    },
    async findVersion(id, part) {
      const row = await version.first({ id, part });
      return row && { sha256: row.sha256, confirmedAt: row.confirmed_at ?? row.downloaded_at };
    },
    async confirm(id, part, sha256, at) {
      await database
        .updateTable('stored_crl')
        .set({ confirmed_at: at })
        .where('certificate_authority_id', '=', id)
        .where('part', '=', part)
        .where('sha256', '=', sha256)
        .execute();
    },
    async putFailure(failure) {
      await atomically(database, async (transaction) => {
        if (await holdAuthority(transaction, failure))
          await putFailureRow(transaction, toFailureRow(failure));
      });
    },
    async findFailure(id, part) {
      const row = await database
        .selectFrom('stored_crl_failure')
        .selectAll()
        .where('certificate_authority_id', '=', id)
        .where('part', '=', part)
        .executeTakeFirst();
      return row && toFailure(row);
    },
    async removeFailure(id, part) {
      await database
        .deleteFrom('stored_crl_failure')
        .where('certificate_authority_id', '=', id)
        .where('part', '=', part)
        .execute();
    },
  };
}

/** What is kept of one part of a CA whose URL is gone: it proves nothing any more. */
export async function removeStoredCrl(
  database: Sql,
  id: CertificateAuthorityId,
  part: StoredCrl['part'],
): Promise<void> {
  for (const table of ['stored_crl', 'crl_chunk', 'stored_crl_failure'] as const) {
    await database
      .deleteFrom(table)
      .where('certificate_authority_id', '=', id)
      .where('part', '=', part)
      .execute();
  }
}

/**
 * Whether the CA names a URL for this part, which it then does until the transaction ends: a write that changes nothing
 * keeps both databases from taking the URL away in between.
 */
async function holdAuthority(
  transaction: Sql,
  { certificateAuthorityId, part }: Pick<StoredCrl, 'certificateAuthorityId' | 'part'>,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('certificate_authority')
    .set(({ ref }) => ({ crl_url: ref('crl_url') }))
    .where('id', '=', certificateAuthorityId)
    .where(urlColumn(part), 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

async function putRow(database: Sql, row: StoredCrlRow): Promise<'stored' | 'older'> {
  const { numInsertedOrUpdatedRows } = await database
    .insertInto('stored_crl')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['certificate_authority_id', 'part'])
        .doUpdateSet((values) => ({
          url: values.ref('excluded.url'),
          sha256: values.ref('excluded.sha256'),
          size_bytes: values.ref('excluded.size_bytes'),
          downloaded_at: values.ref('excluded.downloaded_at'),
          etag: values.ref('excluded.etag'),
          last_modified: values.ref('excluded.last_modified'),
          confirmed_at: values.ref('excluded.confirmed_at'),
          this_update: values.ref('excluded.this_update'),
          crl_number: values.ref('excluded.crl_number'),
        }))
        .where(({ eb, or, and, exists, ref, fn, val }) =>
          or([
            // Whoever was held up while the administrator changed the URL still knows the former one.
            and([eb('stored_crl.url', '!=', ref('excluded.url')), exists(authorityWithUrl(database, row))]),
            eb('stored_crl.this_update', 'is', null),
            eb(ref('excluded.this_update'), 'is', null),
            eb('stored_crl.this_update', '<', ref('excluded.this_update')),
            and([
              eb('stored_crl.this_update', '=', ref('excluded.this_update')),
              eb(
                fn.coalesce('stored_crl.crl_number', val('')),
                '<=',
                fn.coalesce(ref('excluded.crl_number'), val('')),
              ),
            ]),
          ]),
        ),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n ? 'stored' : 'older';
}

/** The authority while it names the URL that the list came from. */
function authorityWithUrl(database: Sql, row: StoredCrlRow) {
  return database
    .selectFrom('certificate_authority')
    .select('id')
    .where('id', '=', row.certificate_authority_id)
    .where(urlColumn(row.part), '=', row.url);
}

function urlColumn(part: string): 'crl_url' | 'delta_crl_url' {
  return part === 'base' ? 'crl_url' : 'delta_crl_url';
}

async function putFailureRow(database: Sql, row: StoredCrlFailureRow): Promise<void> {
  await database
    .insertInto('stored_crl_failure')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['certificate_authority_id', 'part']).doUpdateSet((values) => ({
        url: values.ref('excluded.url'),
        failure: values.ref('excluded.failure'),
        reason: values.ref('excluded.reason'),
        failed_at: values.ref('excluded.failed_at'),
      })),
    )
    .execute();
}

function toRow(crl: StoredCrl, sha256: string): StoredCrlRow {
  return {
    certificate_authority_id: crl.certificateAuthorityId,
    part: crl.part,
    url: crl.url,
    sha256,
    size_bytes: crl.crl.length,
    downloaded_at: crl.downloadedAt,
    etag: crl.etag ?? null,
    last_modified: crl.lastModified ?? null,
    confirmed_at: crl.downloadedAt,
    this_update: crl.thisUpdate ?? null,
    crl_number: crl.crlNumber?.toString(16).padStart(CRL_NUMBER_DIGITS, '0') ?? null,
  };
}

type Version = Pick<StoredCrlRow, 'sha256' | 'downloaded_at' | 'confirmed_at'>;

function toStoredCrl(row: StoredCrlRow, crl: Uint8Array): StoredCrl {
  return {
    certificateAuthorityId: row.certificate_authority_id as CertificateAuthorityId,
    part: parseWord(row.part, 'stored_crl.part', ['base', 'delta']),
    url: row.url,
    crl,
    downloadedAt: row.downloaded_at,
    etag: row.etag ?? undefined,
    lastModified: row.last_modified ?? undefined,
  };
}

function toFailureRow(failure: StoredCrlFailure): StoredCrlFailureRow {
  return {
    certificate_authority_id: failure.certificateAuthorityId,
    part: failure.part,
    url: failure.url,
    failure: failure.failure,
    reason: failure.reason,
    failed_at: failure.at,
  };
}

function toFailure(row: StoredCrlFailureRow): StoredCrlFailure {
  return {
    certificateAuthorityId: row.certificate_authority_id as CertificateAuthorityId,
    part: parseWord(row.part, 'stored_crl_failure.part', ['base', 'delta']),
    url: row.url,
    // Not checked against today's codes: what an older version wrote stays readable.
    failure: row.failure as StoredCrlFailure['failure'],
    reason: row.reason,
    at: row.failed_at,
  };
}

/** RFC 5280 §5.2.3: twenty octets at most. */
const CRL_NUMBER_DIGITS = 40;
