import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { serverOptions } from '@signet/server/node-options';

/** A server in a process of its own on loopback, whose processor time can be told. */
export interface MeasuredServer extends AsyncDisposable {
  readonly port: number;
  /** User and system time of all its threads since it began. */
  cpuSeconds(): Promise<number>;
}

/**
 * Starts a program that tells its port by {@link answerCpuTime}, with the options of a server, ours and peers alike. A `--cpu-prof` of the bench's own node is handed on, so that the
 * program leaves a profile when it ends.
 */
export async function startMeasured(program: URL, words: readonly string[]): Promise<MeasuredServer> {
  const child = fork(fileURLToPath(program), words, { execArgv: [...process.execArgv, ...serverOptions()] });
  const { port = 0 } = await nextMessage(child);
  return {
    port,
    async cpuSeconds() {
      child.send('cpu');
      return (await nextMessage(child)).cpuSeconds ?? Number.NaN;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      // It ends with its channel, and by itself: a signal would take the profile.
      child.disconnect();
      await ended;
    },
  };
}

/** The other end: tells the port, and the processor time whenever it is asked; ends the process with its parent. */
export function answerCpuTime(port: number): void {
  process.send?.({ port } satisfies ServerMessage);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuSeconds: (user + system) / 1e6 } satisfies ServerMessage);
  });
  process.on('disconnect', () => process.exit());
}

interface ServerMessage {
  readonly port?: number;
  readonly cpuSeconds?: number;
}

async function nextMessage(child: ChildProcess): Promise<ServerMessage> {
  // A server that fails to start says why on stderr and never sends.
  const answered = new AbortController();
  const { signal } = answered;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`a measured server ended with ${code}`);
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message as ServerMessage;
  } finally {
    answered.abort();
    await ended.catch(() => undefined);
  }
}
