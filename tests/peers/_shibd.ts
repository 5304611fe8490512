import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { end } from './_apache.ts';

/** Where a daemon of one's own has its files, in the place of Debian's. */
export interface ShibbolethFolders {
  /** For shibd, and for the Apache whose module asks it. */
  readonly env: Readonly<Record<string, string>>;
  readonly socket: string;
}

/** Debian's own configuration below the folder, before what the guide changes in it. */
export async function copyShibbolethFiles(folder: string): Promise<ShibbolethFolders> {
  const config = join(folder, 'etc/shibboleth');
  const run = join(folder, 'run/shibboleth');
  for (const made of [config, run]) await mkdir(made, { recursive: true });
  for (const name of await readdir(PACKAGED)) await copyFile(join(PACKAGED, name), join(config, name));
  return {
    env: {
      SHIBSP_CONFIG: join(config, 'shibboleth2.xml'),
      // It adds its own name to each.
      SHIBSP_CFGDIR: join(folder, 'etc'),
      SHIBSP_RUNDIR: join(folder, 'run'),
      SHIBSP_LOGDIR: join(folder, 'run'),
      SHIBSP_CACHEDIR: join(folder, 'run'),
      SHIBSP_LOGGING: join(config, 'console.logger'),
    },
    socket: join(run, 'shibd.sock'),
  };
}

/** Shibboleth's daemon in the foreground. */
export async function startShibd({ env, socket }: ShibbolethFolders): Promise<AsyncDisposable> {
  const child = spawn(SHIBD, ['-F', '-f', '-p', `${socket}.pid`], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  while (!existsSync(socket)) {
    if (child.exitCode !== null) throw new Error(`shibd ended: ${said}`);
    await setTimeout(20);
  }
  return { [Symbol.asyncDispose]: () => end(child) };
}

const PACKAGED = '/etc/shibboleth';
const SHIBD = '/usr/sbin/shibd';
