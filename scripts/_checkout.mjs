import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout, without a slash at the end. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** The pinned Node that `npm ci` brings: it runs the TypeScript as it is. */
export const PINNED_NODE = join(ROOT, 'node_modules', '.bin', 'node');

/**
 * The environment without the checkout's own programs in front: `npm ci` deletes them while it works, so
 * npm and its scripts must run on the machine's Node.
 */
export function environmentOfMachine() {
  const path = (process.env.PATH ?? '').split(delimiter);
  return { ...process.env, PATH: path.filter((folder) => !folder.startsWith(ROOT)).join(delimiter) };
}
