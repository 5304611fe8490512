import { DirectoryError } from '@signet/identity';
import { alreadyExists, parentNotFound } from '../sql/conflicts.ts';
import { resultCode } from './error-facts.ts';

/** What SQLite reports, as the directory's own error; what is a mistake of our SQL stays as it is. */
export function toDirectoryError(error: unknown, path: string): unknown {
  const code = resultCode(error);
  if (!(error instanceof Error) || code === undefined) return error;
  // https://www.sqlite.org/rescode.html: the low byte is the primary code.
  switch (code & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return lockedByAnother(path, error);
    case 8: // SQLITE_READONLY
    case 14: // SQLITE_CANTOPEN
      return notWritable(path, error);
    case 10: // SQLITE_IOERR
      return directoryError('unavailable', `The disk under ${path} reports an error; check the disk.`, error);
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return directoryError(
        'corrupt',
        `${path} is damaged or is not a SQLite database; move it away and restore a backup.`,
        error,
      );
    case 13: // SQLITE_FULL
      return directoryError('not-writable', `The disk under ${path} is full; make room.`, error);
    case 19: // SQLITE_CONSTRAINT
      return constraintError(code, error);
    default:
      return error;
  }
}

/** The error of a database file that may not be written, with what to do about it. */
export function notWritable(path: string, cause?: unknown): DirectoryError {
  const sentence = `${path} cannot be opened for writing; give the user that Signet runs as the right to write the file and its folder.`;
  return directoryError('not-writable', sentence, cause);
}

function lockedByAnother(path: string, cause: unknown): DirectoryError {
  return directoryError(
    'unavailable',
    `Another program keeps ${path} locked; close it, or wait until it is done.`,
    cause,
  );
}

function constraintError(code: number, error: Error): unknown {
  if (code === 787) return parentNotFound(error); // SQLITE_CONSTRAINT_FOREIGNKEY
  if (code !== 1555 && code !== 2067) return error; // SQLITE_CONSTRAINT_PRIMARYKEY, …_UNIQUE
  // «UNIQUE constraint failed: user.tenant_id, user.immutable_id»
  const columns = error.message.slice(error.message.indexOf(':') + 2).split(', ');
  const table = columns[0]?.split('.')[0] ?? '';
  const names = columns.map((column) => column.slice(table.length + 1));
  return alreadyExists(`${table}.${names.join(',')}`, error);
}

function directoryError(code: DirectoryError['code'], message: string, cause: unknown): DirectoryError {
  return new DirectoryError(code, message, { cause });
}
