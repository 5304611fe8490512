/**
 * services/directory keeps everything that outlives a request: one set of repositories, written once in
 * Kysely, on SQLite or PostgreSQL. Migrations run when a directory is opened; private keys are sealed.
 */
export { type DirectoryOptions, migrateDirectory, openDirectory } from './open-directory.ts';
export { openPostgresDirectory, type PostgresDirectoryOptions } from './postgres/open-postgres.ts';
export { openSqliteDirectory, type SqliteDirectoryOptions } from './sqlite/open-sqlite.ts';
