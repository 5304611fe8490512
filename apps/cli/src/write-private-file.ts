import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * Puts a file that its owner alone may read in the place of whatever is there, in one step: who reads sees the old or the new
 * one whole. Nothing that lies there is written through: a link, or a file that others may read, would give the secret away.
 */
export async function writePrivateFile(file: string, contents: string | Uint8Array): Promise<void> {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    await writeFile(draft, contents, { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
