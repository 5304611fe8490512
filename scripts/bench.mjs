/** `npm run bench`: the benches of bench/ on the pinned Node. What follows `--` names cases, or is `--json`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PINNED_NODE, ROOT } from './_checkout.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

try {
  ensureInstalled();
  const words = [join(ROOT, 'bench', 'src', 'main.ts'), ...process.argv.slice(2)];
  process.exitCode = spawnSync(PINNED_NODE, words, { stdio: 'inherit' }).status ?? 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
