import { connect as connectTcp, createServer, type Socket } from 'node:net';
import type { Routes } from '@signet/http';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectTls, type Edge, HOSTS, makeWorld, startEdge, type World } from './_edge.ts';

const routes: Routes = (['login', 'certificate'] as const).map((listener) => ({
  listener,
  method: 'GET',
  pattern: '/who',
  handler: (_request, context) => new Response(`${listener} ${context.peerCertificates.length}`),
}));

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});

let edge: Edge;
let port: number;
beforeEach(async () => {
  edge = await startEdge(world, { routes, form: 'onePort', limits: { handshakeMilliseconds: 600 } });
  port = edge.listeners.ports.onePort ?? 0;
});
afterEach(() => edge[Symbol.asyncDispose]());

describe('one port for both listeners', () => {
  const client = (): object => ({
    key: world.user.key,
    cert: world.user.cert,
    // Without a server name there is nothing to hold the server's certificate against.
    checkServerIdentity: () => undefined,
  });

  it.each([
    [HOSTS.login, HOSTS.login, 'login 0'],
    [HOSTS.certificate, HOSTS.certificate, 'certificate 1'],
    [HOSTS.certificate.toUpperCase(), HOSTS.certificate, 'certificate 1'],
    [undefined, HOSTS.login, 'login 0'],
  ])('server name %s reaches its listener', async (servername, host, answer) => {
    expect(await get({ ...client(), servername: servername ?? '' }, host)).toContain(answer);
  });

  it('does not answer for the certificate host on a connection that was not asked for a certificate', async () => {
    expect(await get({ ...client(), servername: HOSTS.login }, HOSTS.certificate)).toMatch(
      /^HTTP\/1\.1 421 /,
    );
  });

  async function get(options: object, host: string): Promise<string> {
    const { socket, received, closed } = await connectTls(world, port, options);
    socket.write(`GET /who HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`);
    await closed;
    return received();
  }
});

describe('a ClientHello in pieces', () => {
  let relay: Awaited<ReturnType<typeof startRelay>>;
  afterEach(() => relay.close());

  it.each([
    ['byte by byte', (bytes: Buffer) => Array.from(bytes, (byte) => Buffer.of(byte))],
    ['in two halves', (bytes: Buffer) => [bytes.subarray(0, 90), bytes.subarray(90)]],
    ['in records of 50 bytes', (bytes: Buffer) => [intoRecords(bytes, 50)]],
    [
      'in records of 50 bytes, byte by byte',
      (bytes: Buffer) => Array.from(intoRecords(bytes, 50), (b) => Buffer.of(b)),
    ],
  ])('is served %s', async (_how, cut) => {
    relay = await startRelay(port, cut);
    const options = { servername: HOSTS.certificate, key: world.user.key, cert: world.user.cert };
    const { socket, received, closed } = await connectTls(world, relay.port, options);
    socket.write(`GET /who HTTP/1.1\r\nHost: ${HOSTS.certificate}\r\nConnection: close\r\n\r\n`);
    await closed;
    expect(received()).toContain('certificate 1');
  });
});

describe('what is no ClientHello', () => {
  it('is answered with an alert and closed', async () => {
    const answer = await exchange(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
    expect([...answer]).toEqual([21, 3, 3, 0, 2, 2, 50]);
    expect(edge.log).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ outcome: 'malformed' }) }),
    );
  });

  it('is closed when it starts well and is never finished', async () => {
    expect(await exchange(Buffer.from([22, 3, 1, 1, 0, 1]))).toHaveLength(0);
    expect(edge.log).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ outcome: 'timed-out' }) }),
    );
  });

  it('is closed when nothing is sent at all', async () => {
    expect(await exchange(Buffer.alloc(0))).toHaveLength(0);
  });

  it('is closed when the client stops after a whole ClientHello', async () => {
    const hello = Buffer.concat([await captureHello(), Buffer.alloc(0)]);
    // The server's own flight comes; the client never finishes the handshake.
    expect((await exchange(hello)).length).toBeGreaterThan(100);
  });

  it('does not disturb others when the client goes away in the middle', async () => {
    const socket = connectTcp(port, '127.0.0.1').on('error', () => undefined);
    await new Promise<void>((resolve) => socket.write(Buffer.from([22, 3, 1]), () => resolve()));
    socket.resetAndDestroy();
    const { socket: other, closed, received } = await connectTls(world, port, { servername: HOSTS.login });
    other.write(`GET /who HTTP/1.1\r\nHost: ${HOSTS.login}\r\nConnection: close\r\n\r\n`);
    await closed;
    expect(received()).toContain('login 0');
  });

  /** Sends the bytes, then waits until the server closes; what it sent. */
  async function exchange(bytes: Buffer): Promise<Buffer> {
    const socket = connectTcp({ port, host: '127.0.0.1' });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
    if (bytes.length > 0) socket.write(bytes);
    await new Promise<void>((resolve) => socket.on('close', () => resolve()));
    return Buffer.concat(chunks);
  }

  async function captureHello(): Promise<Buffer> {
    const captured = Promise.withResolvers<Buffer>();
    const relay = await startRelay(port, (bytes) => {
      captured.resolve(bytes);
      return [];
    });
    const { socket } = {
      socket: connectTls(world, relay.port, { servername: HOSTS.login }).catch(() => undefined),
    };
    const hello = await captured.promise;
    relay.close();
    await socket;
    return hello;
  }
});

/** Between client and server: passes the first bytes of the client on in the pieces that `cut` makes of them. */
async function startRelay(
  target: number,
  cut: (first: Buffer) => Buffer[],
): Promise<{ readonly port: number; readonly close: () => void }> {
  const open = new Set<Socket>();
  const relay = createServer((client) => {
    const server = connectTcp({ port: target, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, server]) {
      open.add(socket);
      socket.on('error', () => undefined);
    }
    client.once('data', async (first: Buffer) => {
      client.pause();
      for (const piece of cut(first)) {
        server.write(piece);
        await new Promise((resolve) => setImmediate(resolve));
      }
      client.pipe(server);
    });
    server.pipe(client);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', () => resolve()));
  const { port } = relay.address() as { port: number };
  return {
    port,
    close: () => {
      relay.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** One record as several; RFC 8446 §5.1 lets a handshake message span records. */
function intoRecords(record: Buffer, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 5; at < record.length; at += size) {
    const fragment = record.subarray(at, at + size);
    parts.push(Buffer.from([22, 3, 1, fragment.length >> 8, fragment.length & 255]), fragment);
  }
  return Buffer.concat(parts);
}
