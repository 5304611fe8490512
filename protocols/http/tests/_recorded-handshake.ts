import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What a server sends until `connectTo`, given the port of a relay, has its connection; that is ended then. */
export async function recordHandshake(
  target: number,
  connectTo: (port: number) => Promise<Socket>,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const relay = createServer((client) => {
    const server = connect(target, '127.0.0.1').on('error', () => undefined);
    server.on('data', (chunk: Buffer) => chunks.push(chunk));
    client
      .on('error', () => undefined)
      .pipe(server)
      .pipe(client);
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const { port } = relay.address() as { port: number };
  const socket = await connectTo(port);
  socket.destroy();
  relay.close();
  return Buffer.concat(chunks);
}
