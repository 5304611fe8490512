import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** Rows to be named by where they lie; what is selected of them is up to the filter. */
// biome-ignore lint/complexity/noBannedTypes: Kysely's word for a query that selects nothing yet.
export type Rows = SelectQueryBuilder<Schema, 'session' | 'grant', {}>;

/**
 * Whether a row is one of those that a query finds, by where it lies: thousands of rows that lie together are
 * changed page by page, and by identifier in random order each page once for every row. A row that another
 * transaction moves meanwhile is not changed.
 */
export type RowFilter = (rows: Rows) => Expression<SqlBool>;

export const IN_SQLITE_ROWS: RowFilter = (rows) => sql`rowid in (${rows.select(sql`rowid`.as('place'))})`;

// As an array: only so does PostgreSQL go to the places instead of reading the table.
export const IN_POSTGRES_ROWS: RowFilter = (rows) =>
  sql`ctid = any(array(${rows.select(sql`ctid`.as('place'))}))`;
