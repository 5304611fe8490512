import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Python } from '../tests/_msal-python.ts';

/**
 * Installs the packages of a folder's requirements.txt by pip into a folder of their own. `undefined`, said in one
 * line, where Python, pip or the packages are not to be had.
 */
export function installPythonPackages(folder: string): Python | undefined {
  if (spawnSync(PYTHON, ['-m', 'pip', '--version']).status !== 0)
    return leaveOut(folder, 'Python with pip is not installed');
  const path = mkdtempSync(join(tmpdir(), 'signet-interop-'));
  const requirements = fileURLToPath(new URL(`${folder}/requirements.txt`, import.meta.url));
  const words = ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', '--target', path];
  const pip = spawnSync(PYTHON, [...words, '--requirement', requirements], { encoding: 'utf8' });
  return pip.status === 0 ? { program: PYTHON, path } : leaveOut(folder, 'pip cannot fetch its packages');
}

function leaveOut(folder: string, reason: string): undefined {
  console.log(`interop/${folder}: ${reason}; its suite is left out`);
}

const PYTHON = 'python3';
