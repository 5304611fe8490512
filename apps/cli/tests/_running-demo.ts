import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '@signet/server';
import type { World } from './_world.ts';

const NODE = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
const SIGNET = fileURLToPath(new URL('../bin/signet.mjs', import.meta.url));

/** The demo as `npm start` has it: a process of its own, which commands meet through the folder `data` alone. */
export interface RunningDemo extends World {
  readonly loginOrigin: string;
  readonly certificateOrigin: string;
}

/** Comes back when the demo serves. Throws with what it printed when it ends before. */
export async function startDemoProcess(): Promise<RunningDemo> {
  const stack = new AsyncDisposableStack();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'signet-faults-')));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const ports = [await findFreePort(), await findFreePort(), await findFreePort(), await findFreePort()];
  const child = spawn(NODE, [SIGNET, 'start', '--demo', '--ports', ports.join(',')], {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  stack.defer(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const told: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    told.push(line);
    if (line.startsWith('Ctrl-C ends it')) break;
  }
  if (!told.at(-1)?.startsWith('Ctrl-C ends it')) {
    await stack.disposeAsync();
    throw new Error(`the demo ended before it served:\n${told.join('\n')}`);
  }
  child.stdout.resume();
  const owned = stack.move();
  const [login, certificate, publisher] = ports;
  return {
    folder,
    loginOrigin: `https://localhost:${login}`,
    certificateOrigin: `https://localhost:${certificate}`,
    publisherUrl: `http://localhost:${publisher}`,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
