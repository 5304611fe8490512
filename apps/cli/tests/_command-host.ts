import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { CommandRequest } from './_command-host-process.ts';

export interface HostedResult {
  readonly exitCode: number;
  readonly stdout: string;
  /** Empty when both go to one file. */
  readonly stderr: string;
}

/** Whether standard error goes to the file of standard output, in the order of writing, or to one of its own. */
export type Streams = 'together' | 'apart';

/**
 * Runs a command of `signet` in a process that loads the program once for all commands of a test file, because loading
 * is most of what a short command costs. It answers when the command has left nothing that would keep a process from
 * ending, so one that would not end hangs here too.
 */
export async function runInHost(
  words: readonly string[],
  cwd: string,
  streams: Streams,
): Promise<HostedResult> {
  hosts[streams] ??= startHost(streams);
  const host = await hosts[streams];
  for (const file of [host.stdout, host.stderr]) truncateSync(file);
  const answered = once(host.process, 'message');
  host.process.send({ words, cwd } satisfies CommandRequest);
  const [exitCode] = (await Promise.race([answered, host.ended])) as [number];
  // A command that ended the process: the next one gets another.
  if (host.process.exitCode !== null) delete hosts[streams];
  return {
    exitCode,
    stdout: readFileSync(host.stdout, 'utf8'),
    stderr: streams === 'together' ? '' : readFileSync(host.stderr, 'utf8'),
  };
}

interface Host {
  readonly process: ChildProcess;
  /** Files that it writes to. */
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: Promise<unknown[]>;
}

const hosts: Partial<Record<Streams, Promise<Host>>> = {};
const folder = mkdtempSync(join(tmpdir(), 'signet-commands-'));
afterAll(async () => {
  for (const host of await Promise.all(Object.values(hosts))) {
    host.process.disconnect();
    await host.ended;
  }
  rmSync(folder, { recursive: true });
});

async function startHost(streams: Streams): Promise<Host> {
  const stdout = join(folder, `${streams}.stdout`);
  const stderr = streams === 'together' ? stdout : join(folder, `${streams}.stderr`);
  const written = [openSync(stdout, 'a'), openSync(stderr, 'a')] as const;
  const process = spawn(NODE, [PROGRAM], {
    env: { PATH: globalThis.process.env['PATH'] },
    stdio: ['ignore', ...written, 'ipc'],
  });
  for (const file of written) closeSync(file);
  const ended = once(process, 'exit');
  await once(process, 'message');
  return { process, stdout, stderr, ended };
}

const NODE = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
const PROGRAM = fileURLToPath(new URL('_command-host-process.ts', import.meta.url));
