/**
 * Installs what package-lock.json names and node_modules lacks, in silence unless it fails. Plain JavaScript
 * without dependencies: it is what runs first in a fresh clone, on whatever Node the machine has.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { environmentOfMachine, PINNED_NODE, ROOT } from './_checkout.mjs';

/** Throws an `Error` with a sentence for the person when the packages cannot be installed. */
export function ensureInstalled() {
  const reason = findDifference();
  if (reason !== undefined) {
    console.log(`Installing the packages of package-lock.json (${reason}) …`);
    install();
  }
  ensurePinnedNode();
}

/** What node_modules lacks of the lock, in words; `undefined` when it holds all of it. */
function findDifference() {
  const installed = readPackages(join(ROOT, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return 'nothing is installed yet';
  const locked = readPackages(join(ROOT, 'package-lock.json')) ?? {};
  for (const [path, entry] of Object.entries(locked)) {
    if (!path.includes('node_modules/')) continue;
    const present = installed[path];
    // Optional packages are those of other platforms; npm leaves them out.
    if (present === undefined && entry.optional) continue;
    if (present === undefined || !existsSync(join(ROOT, path))) return `${path} is missing`;
    if (present.version !== entry.version) return `${path} is not ${entry.version}`;
  }
  return undefined;
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

function install() {
  const clean = npm('ci');
  if (clean.status === 0) return;
  // EUSAGE: the lock does not fit the package.json files, or the registry lacks what it would fill in.
  if (!clean.output.includes('code EUSAGE')) throw failure('npm ci', clean);
  console.log('package-lock.json does not fit the package.json files, so `npm ci` refuses.');
  console.log('Installing with `npm install` instead, which may change package-lock.json …');
  const loose = npm('install');
  if (loose.status !== 0) throw failure('npm install', loose);
}

/** The package `node` fetches its binary in an install script, which some npm settings do not run. */
function ensurePinnedNode() {
  if (runsPinnedNode()) return;
  console.log('The pinned Node is not there yet; running its install script (`npm rebuild node`) …');
  const rebuild = npm('rebuild', 'node');
  if (runsPinnedNode()) return;
  throw new Error(
    `${rebuild.output}\nnode_modules/.bin/node does not run. If this npm is set to ignore install scripts, run\n` +
      '  npm rebuild node --ignore-scripts=false\n' +
      'On a platform without a binary of its own (musl), put a Node 26 there by hand.',
  );
}

function runsPinnedNode() {
  return spawnSync(PINNED_NODE, ['--version']).status === 0;
}

function npm(...words) {
  const { status, stdout, stderr, error } = spawnSync(
    'npm',
    [...words, '--no-audit', '--no-fund', '--loglevel=error', ...cacheOption()],
    { cwd: ROOT, env: environmentOfMachine(), encoding: 'utf8', shell: process.platform === 'win32' },
  );
  return { status, output: error ? String(error) : `${stdout}${stderr}` };
}

/** npm needs a cache that it can write; a home that is no folder, or not ours, has none. */
function cacheOption() {
  const cache = process.env.npm_config_cache ?? join(homedir(), '.npm');
  try {
    mkdirSync(cache, { recursive: true });
    accessSync(cache, constants.W_OK);
    return [];
  } catch {
    return ['--cache', mkdtempSync(join(tmpdir(), 'npm-cache-'))];
  }
}

function failure(command, { status, output }) {
  return new Error(`${output}\n\`${command}\` failed with code ${status}; what npm said stands above.`);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  try {
    ensureInstalled();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
