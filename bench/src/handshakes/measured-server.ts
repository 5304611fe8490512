import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endProcess } from '../end-process.ts';
import type { HandshakeFiles } from './files.ts';

/** A server in a process of its own on loopback, whose processor time can be told. */
export interface MeasuredServer extends AsyncDisposable {
  readonly port: number;
  /** User and system time of all its threads since it began. */
  cpuSeconds(): Promise<number>;
}

/** How `server.ts` serves: our listener and revocation service, or node:tls, with the CRL or without. */
export type NodeMode = 'signet' | 'signet-crl' | 'node' | 'node-crl';

/** Starts `server.ts`. */
export async function startNodeServer(mode: NodeMode, files: HandshakeFiles): Promise<MeasuredServer> {
  const child = fork(SERVER, [mode, JSON.stringify(files)]);
  const { port = 0 } = await nextMessage(child);
  return {
    port,
    async cpuSeconds() {
      child.send('cpu');
      return (await nextMessage(child)).cpuSeconds ?? Number.NaN;
    },
    [Symbol.asyncDispose]: () => endProcess(child),
  };
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
    throw new Error(`the server of the handshakes ended with ${code}`);
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message as ServerMessage;
  } finally {
    answered.abort();
    await ended.catch(() => undefined);
  }
}

const SERVER: string = fileURLToPath(new URL('./server.ts', import.meta.url));
