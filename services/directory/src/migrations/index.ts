import { firstTables } from './001-first-tables.ts';
import type { Migration } from './migration.ts';

/** Every migration in order, registered by hand; numbers rise by one. */
export const MIGRATIONS: readonly Migration[] = [firstTables];
