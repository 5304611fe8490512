import { writeFile } from 'node:fs/promises';
import { CommandError, EXIT } from '../../exit-codes.ts';

/** Readable by the owner alone; what is there already is not overwritten. */
export async function writeNewFile(file: string, contents: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, contents, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(EXIT.usage, `${file} cannot be written (${why}): name another file with --out.`, {
      cause,
    });
  }
}
