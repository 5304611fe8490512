import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { type Limits, type ListenerOptions, type Listeners, type Routes, startListeners } from '@signet/http';
import { type Issued, issue } from './_pki.ts';

export interface LogLine {
  readonly level: 'info' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface World {
  readonly serverCa: Issued;
  readonly server: Issued;
  readonly userCa: Issued;
  readonly user: Issued;
}

export const HOSTS = {
  login: 'login.example.test',
  certificate: 'certauth.login.example.test',
  tenant: 't11111111-2222-4333-8444-555555555555.certauth.login.example.test',
} as const;

export async function makeWorld(): Promise<World> {
  const serverCa = await issue({ subject: 'CN=Test Server CA', isCa: true });
  const dnsNames = ['localhost', HOSTS.login, HOSTS.certificate, '*.certauth.login.example.test'];
  const userCa = await issue({ subject: 'CN=Test User CA, O=Contoso', isCa: true });
  return {
    serverCa,
    server: await issue({ subject: 'CN=localhost', issuer: serverCa, dnsNames }),
    userCa,
    user: await issue({ subject: 'CN=Ann Lee', issuer: userCa }),
  };
}

export interface Edge extends AsyncDisposable {
  readonly listeners: Listeners;
  readonly log: readonly LogLine[];
}

export interface EdgeOptions {
  readonly routes: Routes;
  readonly form?: 'twoPorts' | 'onePort';
  readonly limits?: Partial<Limits>;
  readonly more?: Partial<ListenerOptions>;
}

export async function startEdge(
  world: World,
  { routes, form = 'twoPorts', limits, more }: EdgeOptions,
): Promise<Edge> {
  const log: LogLine[] = [];
  const localhost = { hostname: 'localhost', port: 0 };
  const listeners = await startListeners({
    routes,
    tls: world.server,
    ...(form === 'twoPorts'
      ? { twoPorts: { address: '127.0.0.1', login: localhost, certificate: localhost } }
      : { onePort: { address: '127.0.0.1', port: 0, hostnames: HOSTS } }),
    clock: { now: () => NOW },
    random: {
      bytes: (length) => randomBytes(length),
      secret: () => randomBytes(32).toString('base64url'),
      guid: () => randomUUID(),
    },
    log: {
      info: (fields, message) => log.push({ level: 'info', fields, message }),
      error: (fields, message) => log.push({ level: 'error', fields, message }),
    },
    ...(limits && { limits }),
    ...more,
  });
  return { listeners, log, [Symbol.asyncDispose]: () => listeners.close() };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Sending extends RequestOptions {
  readonly body?: string | Buffer;
}

/** One request over a connection of its own. */
export function send(world: World, url: string, { body, ...options }: Sending = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const outgoing = request(
    url,
    { ca: world.serverCa.cert, agent: false, lookup: toLoopback, ...options },
    (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    },
  );
  outgoing.on('error', reject);
  outgoing.end(body);
  return promise;
}

/** A TLS connection after its handshake; `bytes` collects what the server sends. */
export async function connectTls(
  world: World,
  port: number,
  options: ConnectionOptions = {},
): Promise<{ socket: TLSSocket; received: () => string; closed: Promise<void> }> {
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: world.serverCa.cert,
    ...options,
  });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = Promise.withResolvers<void>();
  socket.on('close', () => closed.resolve());
  const secured = Promise.withResolvers<void>();
  socket.once('secureConnect', () => secured.resolve());
  socket.on('error', (error) => secured.reject(error));
  await secured.promise;
  return { socket, received: () => Buffer.concat(chunks).toString(), closed: closed.promise };
}

/** Test host names resolve to this machine, as the operator's DNS would do. */
const toLoopback: NonNullable<RequestOptions['lookup']> = (_hostname, options, answer) => {
  if (options.all) answer(null, [{ address: '127.0.0.1', family: 4 }]);
  else answer(null, '127.0.0.1', 4);
};

export const NOW = 1_790_000_000;
