import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Builds the Go program of a folder beside this file and answers its path. `undefined`, said in one line, where Go
 * or the modules that go.sum names are not to be had; throws when they are and the program does not build.
 */
export function buildGoProgram(folder: string): string | undefined {
  const go = findGo();
  if (go === undefined) return leaveOut(folder, 'Go is not installed');
  const cwd = fileURLToPath(new URL(folder, import.meta.url));
  const env = goEnvironment();
  const modules = spawnSync(go, ['mod', 'download'], { cwd, env, encoding: 'utf8' });
  if (modules.status !== 0) return leaveOut(folder, lastLine(modules.stderr));
  const program = join(mkdtempSync(join(tmpdir(), 'signet-interop-')), folder);
  const build = spawnSync(go, ['build', '-o', program, '.'], { cwd, env, encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`${folder} does not build:\n${build.stderr}`);
  return program;
}

/** On the PATH, or where Go's own archive and Debian's packages put it. */
export function findGo(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...folders, '/usr/local/go/bin', '/usr/lib/go-1.26/bin']
    .map((folder) => join(folder, 'go'))
    .find((path) => existsSync(path));
}

/** With folders to write to, and no other Go than the one that is installed. */
export function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...foldersOf(process.env), GOTOOLCHAIN: 'local' };
}

/** Go wants a home for its caches; a continuous integration may have none. */
function foldersOf({ HOME }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (HOME !== undefined && existsSync(HOME)) return {};
  const home = mkdtempSync(join(tmpdir(), 'signet-go-'));
  return { GOPATH: join(home, 'go'), GOCACHE: join(home, 'cache') };
}

function leaveOut(folder: string, reason: string): undefined {
  console.log(`interop/${folder}: ${reason}; its suite is left out`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
