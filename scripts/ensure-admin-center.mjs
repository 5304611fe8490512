/**
 * Builds the admin center (apps/admin/dist/site) when it is missing or not of these sources. Sources are told by
 * their contents, not their times: a clone or a switch of branches touches files without changing them.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { PINNED_NODE, ROOT } from './_checkout.mjs';

/** Throws an `Error` with what Vite said when the sources cannot be built. */
export function ensureAdminCenter() {
  const stamp = computeStamp();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return;
  console.log('Building the admin center …');
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status, stdout, stderr } = spawnSync(PINNED_NODE, [vite, 'build', '--logLevel', 'warn'], {
    cwd: FOLDER,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${stdout}${stderr}\nThe admin center could not be built.`);
  writeFileSync(STAMP, stamp);
}

function computeStamp() {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap(listFiles)) {
    hash.update(`${path}\n`).update(readFileSync(join(FOLDER, path)));
  }
  return hash.digest('hex');
}

function listFiles(path) {
  const absolute = join(FOLDER, path);
  if (!existsSync(absolute)) return [];
  const entries = path.includes('.')
    ? undefined
    : readdirSync(absolute, { recursive: true, withFileTypes: true });
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(FOLDER.length + 1))
    .sort();
}

const FOLDER = join(ROOT, 'apps', 'admin');
/** Inside the site, which Vite empties before it writes: a build that fails leaves no stamp. */
const STAMP = join(FOLDER, 'dist', 'site', '.stamp');
const SOURCES = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json'];

if (argv[1] === fileURLToPath(import.meta.url)) {
  try {
    ensureAdminCenter();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
