import { DirectoryError } from '@signet/identity';
import { alreadyExists, parentNotFound } from '../sql/conflicts.ts';

/** What PostgreSQL or the way to it reports, as the directory's own error; a mistake of our SQL stays. */
export function toDirectoryError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === '23505') return alreadyExists(violatedIndex(error), error);
  if (code === '23503') return parentNotFound(error);
  const known = SQLSTATES.find(([prefix]) => code.startsWith(prefix));
  if (known !== undefined) return new DirectoryError(known[1], known[2], { cause: error });
  return SQLSTATE.test(code) ? error : unreachable(error);
}

/** What has no SQLSTATE comes from the socket or from the pool. */
function unreachable(cause: Error): DirectoryError {
  return new DirectoryError(
    'unavailable',
    `PostgreSQL cannot be reached (${cause.message}); check that it runs and that the URL is right.`,
    { cause },
  );
}

/** `user__tenant_id__immutable_id`, as the migrations name it, to `user.tenant_id,immutable_id`. */
function violatedIndex(error: Error): string {
  const name = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : '';
  if (name === 'domain_pkey') return 'domain.name';
  const [table, ...columns] = name.split('__');
  return `${table}.${columns.join(',')}`;
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** Classes and codes of https://www.postgresql.org/docs/current/errcodes-appendix.html, first match wins. */
const SQLSTATES: readonly (readonly [prefix: string, code: DirectoryError['code'], message: string])[] = [
  ['08', 'unavailable', 'The connection to PostgreSQL broke; check the network and the server.'],
  ['28', 'unavailable', 'PostgreSQL refuses the user or password; correct the URL.'],
  ['3D', 'unavailable', 'The database does not exist in PostgreSQL; create it or correct the URL.'],
  ['53100', 'not-writable', 'The disk of PostgreSQL is full; make room.'],
  ['53', 'unavailable', 'PostgreSQL has no connection or memory left; raise its limits.'],
  ['57', 'unavailable', 'PostgreSQL is starting, stopping or was told to end the query; try again.'],
  ['55P03', 'unavailable', 'Another program keeps a lock in PostgreSQL; wait until it is done.'],
  ['40', 'unavailable', 'PostgreSQL undid the transaction in favour of another; try again.'],
  ['25006', 'not-writable', 'PostgreSQL is read-only here; point the URL at the primary server.'],
  ['42501', 'not-writable', 'The user of the URL may not write in PostgreSQL; grant it the database.'],
  ['XX001', 'corrupt', 'PostgreSQL reports damaged data; restore a backup.'],
  ['XX002', 'corrupt', 'PostgreSQL reports a damaged index; run REINDEX or restore a backup.'],
];
