import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runInHost } from '../apps/cli/tests/_command-host.ts';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  /** Resolves with the first match on standard error; fails when the command ends without one. */
  said(pattern: RegExp): Promise<string>;
  readonly ended: Promise<CommandResult>;
  /** For one that would wait in vain. */
  stop(): void;
}

/** Starts the real `signet` in a process of its own. */
export function startSignet(args: readonly string[], cwd: string): RunningCommand {
  const child = spawn(NODE, [SIGNET, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ exitCode: code ?? -1, stdout, stderr }));
  });
  const said = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const [, found] = pattern.exec(stderr) ?? [];
        if (found !== undefined) resolve(found);
      };
      child.stderr.on('data', look);
      look();
      ended.then(
        () => reject(new Error(`signet ended without saying ${pattern}: ${stdout}${stderr}`)),
        reject,
      );
    });
  return { said, ended, stop: () => child.kill() };
}

/** Runs `signet` in a process of its own. */
export async function runSignet(args: readonly string[], cwd: string): Promise<CommandResult> {
  return await startSignet(args, cwd).ended;
}

/** Runs `signet` in the process that the commands of a test file share. */
export async function runSignetShared(args: readonly string[], cwd: string): Promise<CommandResult> {
  return await runInHost(args, cwd, 'apart');
}

const NODE = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const SIGNET = fileURLToPath(new URL('../apps/cli/bin/signet.mjs', import.meta.url));
