import { DirectoryError } from '@signet/identity';
import { CompiledQuery, sql } from 'kysely';
import type { Sql } from '../sql/schema.ts';
import { MIGRATIONS } from './index.ts';
import type { Migration, SqlWords } from './migration.ts';

/**
 * Brings the tables to the newest migration, all or nothing, and answers the names of those it ran. Throws
 * `DirectoryError` `unavailable` when a newer version of the code has written the database.
 */
export async function migrate(
  database: Sql,
  words: SqlWords,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly string[]> {
  // Looking needs no lock: a directory that is up to date opens while another process writes.
  if ((await findDue(database, words, migrations)).length === 0) return [];
  return database.transaction().execute(async (transaction) => {
    if (words.migrationLock !== undefined) await run(transaction, words.migrationLock);
    const due = await findDue(transaction, words, migrations);
    await run(transaction, createMigrationTable(words));
    for (const migration of due) await apply(transaction, migration, words);
    return due.map(({ name }) => name);
  });
}

async function apply(transaction: Sql, { number, name, statements }: Migration, words: SqlWords) {
  for (const statement of statements(words)) await run(transaction, statement);
  const applied_at = sql<number>`${sql.raw(words.now)}`;
  await transaction.insertInto('signet_migration').values({ number, name, applied_at }).execute();
}

async function findDue(database: Sql, words: SqlWords, migrations: readonly Migration[]) {
  const newest = await findNewest(database, words);
  const known = migrations.at(-1)?.number ?? 0;
  if (newest !== undefined && newest.number > known) {
    throw new DirectoryError(
      'unavailable',
      `The database was written by a newer version of Signet (migration ${newest.number}, «${newest.name}»; this version knows ${known}): run that version, or restore a backup made before it.`,
    );
  }
  return migrations.filter(({ number }) => number > (newest?.number ?? 0));
}

async function findNewest(database: Sql, words: SqlWords) {
  const table = sql<string | null>`${sql.raw(words.migrationTable)}`.as('name');
  const found = await database.selectNoFrom(table).executeTakeFirst();
  if (found === undefined || found.name === null) return undefined;
  return database.selectFrom('signet_migration').selectAll().orderBy('number', 'desc').executeTakeFirst();
}

async function run(database: Sql, statement: string): Promise<void> {
  await database.executeQuery(CompiledQuery.raw(statement));
}

function createMigrationTable({ text, integer, tableOptions }: SqlWords): string {
  return `create table if not exists signet_migration (
    number ${integer} primary key,
    name ${text} not null,
    applied_at ${integer} not null
  )${tableOptions}`;
}
