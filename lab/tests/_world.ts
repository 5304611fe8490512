import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@signet/crypto';
import type { Clock } from '@signet/identity';
import { createLabPki, type LabPki, type LabPkiOptions } from '@signet/lab';

export const random = createRandom();

/** Starts at the machine's time, because TLS and OpenSSL compare with that, and is moved by hand. */
export function createTestClock(): Clock & { move(seconds: number): void } {
  let offset = 0;
  const start = Math.floor(Date.now() / 1000);
  return {
    now: () => start + offset,
    move: (seconds) => {
      offset += seconds;
    },
  };
}

/** In memory and on P-256 unless said otherwise. */
export function createTestPki(options: Partial<LabPkiOptions> = {}): Promise<LabPki> {
  return createLabPki({ clock: createTestClock(), random, keyAlgorithm: 'p-256', ...options });
}

/** A new folder that goes when the test is over. */
export async function createTestFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'signet-lab-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.log('openssl: not on this machine, what it would verify is left out');

/** Standard output and error of one run; throws with both when it fails. */
export function openssl(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('openssl', [...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]} failed: ${stdout}${stderr}`);
  return `${stdout}${stderr}`;
}
