import { createServer } from 'node:net';
import type { Routes } from '@signet/http';
import { findFreePort } from '@signet/http/find-free-port';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectTls, HOSTS, makeWorld, send, startEdge, type World } from './_edge.ts';
import { issue } from './_pki.ts';

let world: World;
let entered: PromiseWithResolvers<void>;
let release: PromiseWithResolvers<void>;

const routes: Routes = [
  { listener: 'login', method: 'GET', pattern: '/', handler: () => new Response('here') },
  {
    listener: 'login',
    method: 'GET',
    pattern: '/slow',
    handler: async () => {
      entered.resolve();
      await release.promise;
      return new Response('finished');
    },
  },
  {
    listener: 'login',
    method: 'GET',
    pattern: '/drip',
    handler: () => new Response(drip()),
  },
];

beforeAll(async () => {
  world = await makeWorld();
});
beforeEach(() => {
  entered = Promise.withResolvers();
  release = Promise.withResolvers();
});

describe('opening', () => {
  it('names the port that is taken, and leaves nothing open', async () => {
    const holder = createServer();
    const port = await new Promise<number>((resolve) => {
      holder.listen(0, '127.0.0.1', () => resolve((holder.address() as { port: number }).port));
    });
    const login = { hostname: 'localhost', port: await findFreePort() };
    const twoPorts = { address: '127.0.0.1', login, certificate: { hostname: 'localhost', port } };
    await expect(startEdge(world, { routes, more: { twoPorts } })).rejects.toMatchObject({
      code: 'port-in-use',
      port,
      message: `Port ${port} is taken by another program; stop that one or choose another port.`,
    });
    holder.close();
    await using again = await startEdge(world, {
      routes,
      more: { twoPorts: { ...twoPorts, certificate: { hostname: 'localhost', port: 0 } } },
    });
    expect(again.listeners.ports.twoPorts?.login).toBe(login.port);
  });

  it('names an address that this machine does not have', async () => {
    const endpoint = { hostname: 'localhost', port: 0 };
    const twoPorts = { address: '192.0.2.1', login: endpoint, certificate: endpoint };
    await expect(startEdge(world, { routes, more: { twoPorts } })).rejects.toMatchObject({
      code: 'address-not-available',
    });
  });

  it('refuses a key that does not belong to the certificate', async () => {
    const tls = { cert: world.server.cert, key: world.user.key };
    await expect(startEdge(world, { routes, more: { tls } })).rejects.toMatchObject({
      code: 'tls-identity-invalid',
    });
  });

  it('serves both forms at once', async () => {
    const onePort = { address: '127.0.0.1', port: 0, hostnames: HOSTS };
    await using edge = await startEdge(world, { routes, more: { onePort } });
    const { ports, origins } = edge.listeners;
    expect(origins.login).toBe(`https://${HOSTS.login}:${ports.onePort}`);
    expect((await send(world, origins.login)).text).toBe('here');
    expect((await send(world, `https://localhost:${ports.twoPorts?.login}`)).text).toBe('here');
  });

  it('shares its ports with another process that agrees to', async () => {
    await using first = await startEdge(world, { routes, more: { reusePort: true } });
    const { login = 0, certificate = 0 } = first.listeners.ports.twoPorts ?? {};
    const endpoint = (port: number): { hostname: string; port: number } => ({ hostname: 'localhost', port });
    const twoPorts = { address: '127.0.0.1', login: endpoint(login), certificate: endpoint(certificate) };
    await using second = await startEdge(world, { routes, more: { reusePort: true, twoPorts } });
    expect(second.listeners.origins).toEqual(first.listeners.origins);
  });

  it('tells the origin of a load balancer where one is configured', async () => {
    const publicOrigins = { login: 'https://login.example.org' };
    await using edge = await startEdge(world, { routes, more: { publicOrigins } });
    expect(edge.listeners.origins.login).toBe('https://login.example.org');
    const port = edge.listeners.ports.twoPorts?.login;
    // Node would take the server name from the header.
    const options = { headers: { host: 'login.example.org' }, servername: 'localhost' };
    expect((await send(world, `https://localhost:${port}`, options)).text).toBe('here');
  });
});

describe.each(['twoPorts', 'onePort'] as const)('closing (%s)', (form) => {
  it('lets a running request finish and ends its connection', async () => {
    const edge = await startEdge(world, { routes, form });
    const answer = send(world, `${edge.listeners.origins.login}/slow`, {
      headers: { connection: 'keep-alive' },
    });
    await entered.promise;
    const closed = edge.listeners.close();
    release.resolve();
    expect(await answer).toMatchObject({ status: 200, text: 'finished', headers: { connection: 'close' } });
    await closed;
  });

  it('lets an answer finish that has begun, and ends its connection', async () => {
    const edge = await startEdge(world, { routes, form, limits: PATIENT });
    const host = servername(form);
    const { socket, received, closed } = await connectTls(world, portOf(edge.listeners.ports), {
      servername: host,
    });
    socket.write(`GET /drip HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    const ended = edge.listeners.close();
    release.resolve();
    await Promise.all([ended, closed]);
    expect(received()).toContain('last drop');
  });

  it('ends connections that are idle, also those that never asked for anything', async () => {
    const edge = await startEdge(world, { routes, form, limits: PATIENT });
    const port = portOf(edge.listeners.ports);
    const fresh = await connectTls(world, port, { servername: servername(form) });
    const used = await connectTls(world, port, { servername: servername(form) });
    used.socket.write(`GET / HTTP/1.1\r\nHost: ${servername(form)}\r\n\r\n`);
    await new Promise((resolve) => used.socket.once('data', resolve));
    await Promise.all([edge.listeners.close(), fresh.closed, used.closed]);
    expect(used.received()).toContain('here');
  });

  it('gives up on a request that does not finish', async () => {
    const edge = await startEdge(world, { routes, form, limits: { closeMilliseconds: 200 } });
    const answer = send(world, `${edge.listeners.origins.login}/slow`).catch((error: Error) => error.message);
    await entered.promise;
    await edge.listeners.close();
    expect(await answer).toBe('socket hang up');
    release.resolve();
  });

  it('accepts nothing more, and closing twice is closing once', async () => {
    const edge = await startEdge(world, { routes, form });
    const { origins } = edge.listeners;
    await Promise.all([edge.listeners.close(), edge.listeners.close()]);
    await expect(send(world, origins.login)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it.each([
    ['its headers', 'GET / HTTP/1.1\r\n', { headersMilliseconds: 300, requestMilliseconds: 5000 }],
    [
      'its body',
      'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9\r\n\r\n1',
      { headersMilliseconds: 300, requestMilliseconds: 600 },
    ],
  ])('a client that never finishes %s is not waited for', async (_what, text, limits) => {
    const slowRoutes: Routes = [
      {
        listener: 'login',
        method: 'POST',
        pattern: '/',
        handler: async (request) => new Response(await request.text()),
      },
    ];
    await using edge = await startEdge(world, { routes: slowRoutes, form, limits });
    const port = portOf(edge.listeners.ports);
    const { socket, received, closed } = await connectTls(world, port, { servername: servername(form) });
    socket.write(text.replace('HOST', servername(form)));
    await closed;
    expect(received()).toMatch(/^HTTP\/1\.1 408 /);
  });
});

it('shows a renewed certificate to new connections', async () => {
  await using edge = await startEdge(world, { routes });
  const port = edge.listeners.ports.twoPorts?.login ?? 0;
  const renewed = await issue({ subject: 'CN=renewed', issuer: world.serverCa, dnsNames: ['localhost'] });
  edge.listeners.replaceTlsIdentity(renewed);
  const { socket } = await connectTls(world, port);
  expect(socket.getPeerCertificate().subject.CN).toBe('renewed');
  socket.destroy();
  expect(() => edge.listeners.replaceTlsIdentity({ cert: 'x', key: 'y' })).toThrow(
    expect.objectContaining({ code: 'tls-identity-invalid' }),
  );
});

function drip(): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(encoder.encode('first drop'));
      await release.promise;
      controller.enqueue(encoder.encode('last drop'));
      controller.close();
    },
  });
}

const HOUR = 3_600_000;
/** Nothing but the shutdown itself may end a connection: waiting for a time-out would show as a hang. */
const PATIENT = {
  closeMilliseconds: HOUR,
  headersMilliseconds: HOUR,
  requestMilliseconds: HOUR,
  keepAliveMilliseconds: HOUR,
};

function portOf(ports: { twoPorts?: { login: number }; onePort?: number }): number {
  return ports.onePort ?? ports.twoPorts?.login ?? 0;
}

function servername(form: 'twoPorts' | 'onePort'): string {
  return form === 'onePort' ? HOSTS.login : 'localhost';
}
