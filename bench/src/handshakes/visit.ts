import { connect, createSecureContext, type SecureContext } from 'node:tls';
import { workThrough } from '@signet/identity';
import type { MeasuredServer } from '../measured-process.ts';
import type { HandshakeFiles } from './files.ts';

/** Processor seconds of the server for each of `count` visits to a path, four of them at a time. */
export async function costOfVisits(
  server: MeasuredServer,
  path: string,
  client: SecureContext,
  count: number,
): Promise<number> {
  const before = await server.cpuSeconds();
  await workThrough(Array(count).keys(), 4, () => visit(server.port, path, client));
  return ((await server.cpuSeconds()) - before) / count;
}

/** What every visitor shows. One group for all servers: OpenSSL 3.0 lacks the hybrid one that Node would take. */
export function createClient({ leaf, leafKey }: HandshakeFiles): SecureContext {
  return createSecureContext({ cert: leaf, key: leafKey, ecdhCurve: 'X25519', minVersion: 'TLSv1.3' });
}

/** A full handshake, since no session is brought along; a request; its answer; the end of the connection. */
async function visit(port: number, path: string, secureContext: SecureContext): Promise<void> {
  const socket = connect({
    port,
    host: 'localhost',
    servername: 'localhost',
    rejectUnauthorized: false,
    secureContext,
  });
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  if (!answer.startsWith('HTTP/1.1 200')) throw new Error(`the server answered ${answer.slice(0, 80)}`);
}
