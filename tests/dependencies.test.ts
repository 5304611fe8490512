import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listWorkspaces, ROOT, readRoot, type Workspace } from './_workspaces.ts';

interface Row {
  readonly name: string;
  readonly usedBy: readonly string[];
  readonly licence: string;
}

const rows = readRows(readFileSync(join(ROOT, 'DEPENDENCIES.md'), 'utf8'));
const users = findUsers([readRoot(), ...listWorkspaces()]);

it('DEPENDENCIES.md has a row for every direct dependency, and none for one that is gone', () => {
  expect(rows.map(({ name }) => name).sort()).toEqual([...users.keys()].sort());
});

it('DEPENDENCIES.md names the workspaces that use each dependency', () => {
  const listed = rows.map(({ name, usedBy }) => [name, [...usedBy].sort()]);
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(users));
});

it('DEPENDENCIES.md states the licence that each installed package states', () => {
  const listed = rows.map(({ name, licence }) => [name, licence]);
  const installed = [...users].map(([name, folders]) => [name, readLicence(name, folders)]);
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(installed));
});

it('CONTRIBUTING.md names every Debian package that npm test installs, and no other', () => {
  const [, list = ''] = /\bthe packages (.+?);/s.exec(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'))!;
  const script = readFileSync(join(ROOT, 'scripts/_debian-packages.mjs'), 'utf8');
  expect(allOf(list, /`(.+?)`/g)).toEqual(allOf(script, /\bpackage: '(.+?)'/g));
});

it.each(['-t', '--testNamePattern'])('npm test takes what follows %s for no path', (flag) => {
  expect(findMissingPackages(flag, 'core')).toEqual(findMissingPackages());
  expect(findMissingPackages('lab', flag, 'tests')).toEqual(findMissingPackages('lab'));
});

it('npm test installs for all suites when a part of a path is given, and for those of a folder otherwise', () => {
  expect(findMissingPackages('admin-center')).toEqual(findMissingPackages());
  expect(findMissingPackages('lab', 'admin-center')).toEqual(findMissingPackages());
  expect(findMissingPackages('core/pki').length).toBeLessThan(findMissingPackages().length);
});

function allOf(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name).sort();
}

/** What `npm test -- <filters>` would have to install where no program is on the PATH, apt-get neither. */
function findMissingPackages(...filters: readonly string[]): readonly string[] {
  const script = `import { ensureDebianPackages } from './scripts/_debian-packages.mjs';
    console.log(JSON.stringify(ensureDebianPackages(${JSON.stringify(filters)})));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: '' },
  });
  return JSON.parse(stdout);
}

/** Rows whose first cell is a name in backticks. */
function readRows(markdown: string): readonly Row[] {
  return markdown
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .flatMap(([, name = '', usedBy = '', , , licence = '']) => {
      const quoted = /^`(.+)`$/.exec(name)?.[1];
      return quoted === undefined ? [] : [{ name: quoted, usedBy: usedBy.split(', '), licence }];
    });
}

/** Package name to the folders that ask for it, `root` for the root package.json; our own workspaces left out. */
function findUsers(workspaces: readonly Workspace[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { folder, dependencies, devDependencies } of workspaces) {
    const names = [...dependencies, ...devDependencies].filter((name) => !name.startsWith('@signet/'));
    for (const name of names) {
      found.set(name, [...(found.get(name) ?? []), folder === '.' ? 'root' : folder].sort());
    }
  }
  return found;
}

/** npm puts a package at the root, or in a workspace that needs another version. */
function readLicence(name: string, folders: readonly string[]): string {
  const manifest = ['.', ...folders]
    .map((folder) => join(ROOT, folder, 'node_modules', name, 'package.json'))
    .find((path) => existsSync(path));
  if (manifest === undefined) throw new Error(`${name} is not installed`);
  return JSON.parse(readFileSync(manifest, 'utf8')).license;
}
