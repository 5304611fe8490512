import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Fetches the libraries of a folder's pom.xml by Maven and answers the words that start its program, which Java
 * compiles as it runs. `undefined`, said in one line, where Java, Maven or the libraries are not to be had.
 */
export function prepareJavaProgram(folder: string, mainFile: string): readonly string[] | undefined {
  const cwd = fileURLToPath(new URL(folder, import.meta.url));
  for (const program of ['java', 'mvn']) {
    if (spawnSync(program, ['-version']).status !== 0) return leaveOut(folder, `${program} is not installed`);
  }
  const target = mkdtempSync(join(tmpdir(), 'signet-interop-'));
  const libraries = join(target, 'libraries');
  const words = ['-q', '-B', `-DoutputDirectory=${libraries}`, 'dependency:copy-dependencies'];
  const maven = spawnSync('mvn', [...words, '-f', join(cwd, 'pom.xml')], { encoding: 'utf8' });
  if (maven.status !== 0) return leaveOut(folder, 'Maven cannot fetch its libraries');
  return ['java', '-cp', [join(libraries, '*')].join(delimiter), join(cwd, 'src/main/java', mainFile)];
}

function leaveOut(folder: string, reason: string): undefined {
  console.log(`interop/${folder}: ${reason}; its suite is left out`);
}
