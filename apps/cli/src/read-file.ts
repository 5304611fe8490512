import { readFile } from 'node:fs/promises';
import { CommandError, EXIT } from './exit-codes.ts';

/** A certificate is a few kilobytes; whatever is larger is another file than was meant. */
const MAX_BYTES = 1_000_000;

/** The bytes of a file that was named on the command line. */
export async function readNamedFile(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ENOENT'
      ? new CommandError(EXIT.notFound, `There is no file ${file}.`, { cause })
      : new CommandError(EXIT.usage, `The file ${file} cannot be read (${cause.message}).`, { cause });
  });
  if (bytes.length <= MAX_BYTES) return bytes;
  throw new CommandError(EXIT.usage, `The file ${file} is too large for a certificate: name another.`);
}
