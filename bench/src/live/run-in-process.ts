import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { serverOptions } from '@signet/server/node-options';

/**
 * Runs a program of this folder in a process of its own, with the options of a server, so that the garbage of other cases does
 * not pause it.
 * `options` is its one word, as JSON; the message that it sends is the result.
 */
export async function runInProcess<Options, Result>(program: URL, options: Options): Promise<Result> {
  const child = fork(fileURLToPath(program), [JSON.stringify(options)], {
    execArgv: [...process.execArgv, ...serverOptions()],
  });
  let result: Result | undefined;
  child.once('message', (message) => {
    result = message as Result;
  });
  await once(child, 'close');
  if (result === undefined) throw new Error(`${program.pathname} ended without a result`);
  return result;
}

/** The other end: what the program was asked for. */
export function readOptions<Options>(): Options {
  return JSON.parse(process.argv[2] ?? '{}') as Options;
}

/** Tells the result. The program ends by itself once nothing else keeps it. */
export async function sendResult(result: unknown): Promise<void> {
  const send = process.send?.bind(process);
  if (send === undefined) throw new Error('started by nobody who waits for a result');
  await new Promise<void>((resolve) => send(result, () => resolve()));
  process.disconnect?.();
}
