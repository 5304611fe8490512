import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The folder of outside test vectors beside the checkout, or `undefined` in a clone that has none. Suites
 * that read it announce in one line that they are left out.
 */
export function findVectors(folder: string): string | undefined {
  const path = fileURLToPath(new URL(`../../shared/vectors/${folder}/`, import.meta.url));
  if (existsSync(path)) return path;
  console.log(`vectors/${folder}: not beside this checkout, its suite is left out`);
  return undefined;
}
