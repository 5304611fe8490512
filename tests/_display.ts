import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A screen that nobody sees, with a keyboard: for windows that no page's script can reach. */
export interface Display extends AsyncDisposable {
  /** `:77` */
  readonly name: string;
  /** Waits for the window, which takes the keyboard when it opens. */
  awaitWindow(title: string): Promise<void>;
  type(text: string): Promise<void>;
  press(key: 'Return'): Promise<void>;
}

/** Xvfb on a number that is free. */
export async function openDisplay(): Promise<Display> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = await once(createInterface({ input: server.stdio[3] as NodeJS.ReadableStream }), 'line');
  const name = `:${number}`;
  const run = promisify(execFile);
  const xdotool = async (...words: readonly string[]): Promise<string> =>
    (await run('xdotool', [...words], { env: { ...process.env, DISPLAY: name } })).stdout;
  return {
    name,
    async awaitWindow(title) {
      // xdotool ends with 1 when it finds none; a hang is ended by the test's own limit.
      while ((await xdotool('search', '--name', title).catch(() => '')) === '') await setTimeout(100);
      await xdotool('search', '--name', title, 'windowfocus', '--sync').catch(() => '');
    },
    async type(text) {
      await xdotool('type', '--delay', '20', text);
    },
    async press(key) {
      await xdotool('key', key);
    },
    async [Symbol.asyncDispose]() {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    },
  };
}
