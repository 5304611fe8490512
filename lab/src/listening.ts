import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import { LabError } from './lab-error.ts';

export interface Listening {
  readonly server: Server;
  readonly port: number;
}

/** Starts a plain HTTP server. `port` 0 takes any free one. Throws `port-taken`. */
export async function listen(host: string, port: number, listener: RequestListener): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(describeFailure(cause, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : port };
}

/** Ends requests that are under way too. */
export async function stopListening({ server }: Listening): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

/** `http://127.0.0.1:8080`; IPv6 addresses in brackets. */
export function originOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function describeFailure(cause: Error, host: string, port: number): Error {
  if (!('code' in cause) || cause.code !== 'EADDRINUSE') return cause;
  return new LabError(
    'port-taken',
    `Port ${port} on ${host} is taken by another program; stop that one or choose another port.`,
    { cause },
  );
}
