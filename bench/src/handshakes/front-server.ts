import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findFreePort } from '@signet/http/find-free-port';
import { endProcess } from '../end-process.ts';
import type { MeasuredServer } from '../measured-process.ts';
import type { HandshakeFiles } from './files.ts';

/** A TLS server that people put before their applications, held to one process of one thread. */
export interface FrontProgram {
  readonly program: string;
  /** What asks for its version; a program that cannot answer is not installed. */
  readonly versionFlag: string;
  /** Words that start it in the foreground. */
  words(configPath: string, folder: string): readonly string[];
  config(options: FrontOptions): string;
}

export interface FrontOptions {
  readonly files: HandshakeFiles;
  readonly port: number;
  readonly crl: 'without' | 'in force';
  /** Where its pid file and its logs may go, with no suffix. */
  readonly base: string;
}

/** Starts it once it listens; nothing where it is not installed. Throws when it is and does not start. */
export async function startFrontServer(
  front: FrontProgram,
  crl: FrontOptions['crl'],
  files: HandshakeFiles,
): Promise<MeasuredServer | undefined> {
  const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };
  if (spawnSync(front.program, [front.versionFlag], { env }).status !== 0) return undefined;
  const port = await findFreePort();
  const base = join(files.folder, `${front.program}-${crl === 'without' ? 'plain' : 'crl'}`);
  writeFileSync(`${base}.conf`, front.config({ files, port, crl, base }));
  const child = spawn(front.program, front.words(`${base}.conf`, files.folder), {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // Ours end with their channel to the bench; these would stay behind it.
  process.once('exit', () => child.kill());
  await listening(child, front.program, port);
  const { pid = 0 } = child;
  return {
    port,
    cpuSeconds: async () => cpuSecondsOf(pid),
    [Symbol.asyncDispose]: () => endProcess(child),
  };
}

// The times in /proc/<pid>/stat are ticks of 10 ms, ten handshakes; this is the same in nanoseconds, of the main
// thread, which is the only one that they have.
function cpuSecondsOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e9;
}

// 20 MB of PEM take them a moment.
async function listening(child: ChildProcess, program: string, port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`${program} does not start: exit ${child.exitCode}`);
    const socket = connect(port, '127.0.0.1');
    const isUp = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isUp) return;
    await setTimeout(100);
  }
  throw new Error(`${program} does not listen`);
}
