import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { Routes } from '@signet/http';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, startEdge, type World } from './_edge.ts';

const routes: Routes = (['login', 'certificate'] as const).map((listener) => ({
  listener,
  method: 'GET',
  pattern: '/who',
  handler: (_request, context) => new Response(`certificates: ${context.peerCertificates.length}`),
}));

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('resumption with %s', (version) => {
  const tls = { minVersion: version, maxVersion: version };

  it('is not possible on the certificate listener: every connection proves the key', async () => {
    await using edge = await startEdge(world, { routes });
    const port = edge.listeners.ports.twoPorts?.certificate ?? 0;
    const first = await visit(port, { ...tls, key: world.user.key, cert: world.user.cert });
    expect(first.text).toContain('certificates: 1');
    const second = await visit(port, { ...tls, ...(first.session && { session: first.session }) });
    expect(second).toMatchObject({ reused: false });
    expect(second.text).toContain('certificates: 0');
  });

  it('is possible on the login listener, where no key is proven', async () => {
    await using edge = await startEdge(world, { routes });
    const port = edge.listeners.ports.twoPorts?.login ?? 0;
    const first = await visit(port, tls);
    expect(await visit(port, { ...tls, ...(first.session && { session: first.session }) })).toMatchObject({
      reused: true,
    });
  });

  it('does not carry a session from the login listener over to the certificate listener', async () => {
    await using edge = await startEdge(world, { routes });
    const { login = 0, certificate = 0 } = edge.listeners.ports.twoPorts ?? {};
    const first = await visit(login, tls);
    const second = await visit(certificate, { ...tls, ...(first.session && { session: first.session }) });
    expect(second.reused).toBe(false);
  });
});

it('refuses to renegotiate, which could change the certificate under a request', async () => {
  await using edge = await startEdge(world, { routes });
  const port = edge.listeners.ports.twoPorts?.certificate ?? 0;
  const socket = await open(port, { maxVersion: 'TLSv1.2' });
  const outcome = Promise.withResolvers<string>();
  socket.on('error', () => outcome.resolve('refused'));
  socket.renegotiate({}, (error) => outcome.resolve(error === null ? 'renegotiated' : 'refused'));
  expect(await outcome.promise).toBe('refused');
  socket.destroy();
});

it('refuses TLS 1.1', async () => {
  await using edge = await startEdge(world, { routes });
  const port = edge.listeners.ports.twoPorts?.certificate ?? 0;
  const old: ConnectionOptions = {
    minVersion: 'TLSv1.1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  };
  await expect(open(port, old)).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
});

interface Visit {
  readonly text: string;
  readonly reused: boolean;
  readonly session: Buffer | undefined;
}

/** One request; in TLS 1.3 tickets come after the handshake, so the session is the last one announced. */
async function visit(port: number, options: ConnectionOptions): Promise<Visit> {
  let session: Buffer | undefined;
  const socket = await open(port, options, (ticket) => {
    session = ticket;
  });
  const reused = socket.isSessionReused();
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(`GET /who HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);
  await new Promise<void>((resolve) => socket.on('close', () => resolve()));
  return { text: Buffer.concat(chunks).toString(), reused, session };
}

function open(
  port: number,
  options: ConnectionOptions,
  onSession?: (ticket: Buffer) => void,
): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const target = { port, host: '127.0.0.1', servername: 'localhost', ca: world.serverCa.cert };
  const socket = connect({ ...target, ...options }, () => resolve(socket));
  socket.once('error', reject);
  if (onSession !== undefined) socket.on('session', onSession);
  return promise;
}
