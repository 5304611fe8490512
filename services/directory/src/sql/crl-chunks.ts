import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { StoredCrl } from '@signet/identity';
import { sql } from 'kysely';
import type { Sql } from './schema.ts';

/** Which list of which CA, whatever its version. */
type ListName = Pick<StoredCrl, 'certificateAuthorityId' | 'part'>;

/** The same with its version. */
export type ChunkedCrl = ListName & { readonly sha256: string };

/**
 * A list in rows of bounded size: `node:sqlite` reads and writes on the thread that serves, and 20 MB at once
 * would hold it up for longer than a frame. Between rows others have their turn.
 */
export async function addChunks(database: Sql, crl: ChunkedCrl, bytes: Uint8Array): Promise<void> {
  for (const [number, chunk] of split(bytes).entries()) {
    await setImmediate();
    await database
      .insertInto('crl_chunk')
      .values({ ...keyOf(crl), sha256: crl.sha256, number, bytes: chunk })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Whether none of them is missing. */
export async function areChunksWhole(
  database: Sql,
  { certificateAuthorityId, part, sha256 }: ChunkedCrl,
  bytes: Uint8Array,
): Promise<boolean> {
  const row = await database
    .selectFrom('crl_chunk')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('certificate_authority_id', '=', certificateAuthorityId)
    .where('part', '=', part)
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  // PostgreSQL counts in text.
  return Number(row?.count) === split(bytes).length;
}

/** Nothing when rows are missing: another process has just replaced the list. */
export async function readChunks(
  database: Sql,
  crl: ChunkedCrl,
  sizeBytes: number,
): Promise<Uint8Array | undefined> {
  // Shared, so that the thread that reads the list needs no copy of it.
  const bytes = new Uint8Array(new SharedArrayBuffer(sizeBytes));
  const count = Math.ceil(sizeBytes / CHUNK_BYTES);
  for (let number = 0; number < count; number += 1) {
    await setImmediate();
    const row = await database
      .selectFrom('crl_chunk')
      .select('bytes')
      .where('certificate_authority_id', '=', crl.certificateAuthorityId)
      .where('part', '=', crl.part)
      .where('sha256', '=', crl.sha256)
      .where('number', '=', number)
      .executeTakeFirst();
    const start = number * CHUNK_BYTES;
    if (row?.bytes.length !== Math.min(CHUNK_BYTES, sizeBytes - start)) return undefined;
    bytes.set(row.bytes, start);
  }
  return bytes;
}

/**
 * Removes the chunks of every list of this part but the one that its row names now: whoever was held up for long
 * meanwhile must not remove what another process has stored since.
 */
export async function removeOtherChunks(
  database: Sql,
  { certificateAuthorityId, part }: ListName,
): Promise<void> {
  const isNamed = namingRow(database, { certificateAuthorityId, part });
  for (;;) {
    await setImmediate();
    const row = await database
      .selectFrom('crl_chunk')
      .select(['sha256', 'number'])
      .where('certificate_authority_id', '=', certificateAuthorityId)
      .where('part', '=', part)
      .where(({ not, exists }) => not(exists(isNamed)))
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return;
    await database
      .deleteFrom('crl_chunk')
      .where('certificate_authority_id', '=', certificateAuthorityId)
      .where('part', '=', part)
      .where('sha256', '=', row.sha256)
      .where('number', '=', row.number)
      .where(({ not, exists }) => not(exists(isNamed)))
      .execute();
  }
}

/** The row that names the list of a chunk: of a list that was removed there is none. */
function namingRow(database: Sql, { certificateAuthorityId, part }: ListName) {
  return database
    .selectFrom('stored_crl')
    .select('stored_crl.sha256')
    .where('stored_crl.certificate_authority_id', '=', certificateAuthorityId)
    .where('stored_crl.part', '=', part)
    .whereRef('stored_crl.sha256', '=', sql.ref('crl_chunk.sha256'));
}

/** The same digest as of all bytes at once, with pauses for others. */
export async function hashSlowly(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (const chunk of split(bytes)) {
    hash.update(chunk);
    await setImmediate();
  }
  return hash.digest('hex');
}

function keyOf({ certificateAuthorityId, part }: ChunkedCrl) {
  return { certificate_authority_id: certificateAuthorityId, part };
}

function split(bytes: Uint8Array): readonly Uint8Array[] {
  const count = Math.ceil(bytes.length / CHUNK_BYTES);
  return Array.from({ length: count }, (_, number) =>
    bytes.subarray(number * CHUNK_BYTES, (number + 1) * CHUNK_BYTES),
  );
}

/** Written in about a millisecond; a list of 20 MB makes 80. */
const CHUNK_BYTES = 262_144;
