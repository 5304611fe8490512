import { readFile } from 'node:fs/promises';
import { CommandError, EXIT } from './exit-codes.ts';

/** A certificate is a few kilobytes; whatever is larger is another file than was meant. */
const MAX_BYTES = 1_000_000;

/** The bytes of a file that was named on the command line. */
export async function readNamedFile(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT')
      throw new CommandError(EXIT.notFound, `There is no file ${file}.`, { cause });
    throw cause.code === 'EISDIR'
      ? new CommandError(EXIT.usage, `${file} is a folder: name the file in it.`, { cause })
      : new CommandError(EXIT.usage, `The file ${file} cannot be read (${cause.message}).`, { cause });
  });
  if (bytes.length <= MAX_BYTES) return bytes;
  throw new CommandError(EXIT.usage, `The file ${file} is too large for a certificate: name another.`);
}
