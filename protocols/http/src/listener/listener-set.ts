import { createServer, type Server, type Socket } from 'node:net';
import { createTrustedProxy, type TrustedProxy } from '../proxy/trusted-proxy.ts';
import { createRouter, type ListenerName, type Router } from '../router.ts';
import { allowAuthorities } from './authorities.ts';
import { listen } from './listen.ts';
import type { BehindProxy, Limits, ListenerOptions, OnePort, TlsIdentity, TwoPorts } from './options.ts';
import { peekServerName } from './peek-server-name.ts';
import { RunningResponses } from './running-responses.ts';
import { checkTlsIdentity, createTlsServer, type TlsServer } from './tls-server.ts';

type ByListener<Value> = Readonly<Record<ListenerName, Value>>;

/** Everything that was opened, so that it can be closed, also when opening stops half-way. */
export class ListenerSet {
  readonly #options: ListenerOptions;
  readonly #limits: Limits;
  readonly #router: Router;
  readonly #running = new RunningResponses();
  readonly #tlsServers: TlsServer[] = [];
  /** What holds a port: TLS servers of their own, or the one that reads server names. */
  readonly #fronts: Server[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #peeking = new Set<Socket>();
  #closed: Promise<void> | undefined;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#router = createRouter(options.routes, options.reservedSegments);
  }

  async openTwoPorts(two: TwoPorts): Promise<{ origins: ByListener<string>; ports: ByListener<number> }> {
    const open = async (name: ListenerName): Promise<{ origin: string; port: number }> => {
      const tlsServer = this.#createTlsServer(name);
      const port = await this.#open(tlsServer.server, two[name].port, two.address);
      return { origin: this.#serve(tlsServer, name, two[name].hostname, port), port };
    };
    const login = await open('login');
    const certificate = await open('certificate');
    return {
      origins: { login: login.origin, certificate: certificate.origin },
      ports: { login: login.port, certificate: certificate.port },
    };
  }

  async openOnePort(one: OnePort): Promise<{ origins: ByListener<string>; port: number }> {
    const servers = {
      login: this.#createTlsServer('login'),
      certificate: this.#createTlsServer('certificate'),
    };
    const asks = one.asksForCertificate ?? belowHost(one.hostnames.certificate);
    const front = createServer((socket) => void this.#hand(socket, servers, asks));
    const port = await this.#open(front, one.port, one.address);
    const serve = (name: ListenerName): string => {
      servers[name].startTimeouts();
      return this.#serve(servers[name], name, one.hostnames[name], port);
    };
    return { origins: { login: serve('login'), certificate: serve('certificate') }, port };
  }

  async openBehindProxy(
    behind: BehindProxy,
  ): Promise<{ origins: ByListener<string>; ports: ByListener<number> }> {
    const open = async (name: ListenerName): Promise<{ origin: string; port: number }> => {
      const proxy = createTrustedProxy(name, behind);
      const tlsServer = this.#createTlsServer('proxy');
      const port = await this.#open(tlsServer.server, behind.ports[name], behind.address);
      const origin = new URL(behind.origins[name]);
      this.#answer(tlsServer, {
        listener: name,
        origin: origin.origin,
        allowed: [origin.host],
        ports: [port],
        proxy,
      });
      return { origin: origin.origin, port };
    };
    const login = await open('login');
    const certificate = await open('certificate');
    return {
      origins: { login: login.origin, certificate: certificate.origin },
      ports: { login: login.port, certificate: certificate.port },
    };
  }

  refreshIssuerHints(): void {
    for (const tlsServer of this.#tlsServers) tlsServer.refreshIssuerHints();
  }

  replaceTlsIdentity(tls: TlsIdentity): void {
    checkTlsIdentity(tls);
    for (const tlsServer of this.#tlsServers) tlsServer.replaceTlsIdentity(tls);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const closed = this.#fronts.map((front) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      front.close(() => resolve());
      return promise;
    });
    this.#running.close();
    // Ends the idle connections too, those as well that came through the port in front.
    for (const { server } of this.#tlsServers) server.close();
    for (const socket of this.#peeking) socket.destroy();
    const deadline = setTimeout(() => this.#destroySockets(), this.#limits.closeMilliseconds);
    await Promise.all(closed);
    clearTimeout(deadline);
  }

  #destroySockets(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #createTlsServer(name: ListenerName | 'proxy'): TlsServer {
    const tlsServer = createTlsServer(name, this.#options, this.#limits, this.#running);
    this.#tlsServers.push(tlsServer);
    return tlsServer;
  }

  async #open(front: Server, port: number, address: string | undefined): Promise<number> {
    const { reusePort = false } = this.#options;
    const bound = await listen(front, { port, address, reusePort });
    this.#fronts.push(front);
    front.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    front.on('error', (error) => this.#options.log.error({ err: error, port: bound }, 'a listener failed'));
    return bound;
  }

  /** Requests are answered from now on; the origin is known only when the port is. */
  #serve(tlsServer: TlsServer, listener: ListenerName, hostname: string, port: number): string {
    const { publicOrigins = {} } = this.#options;
    const origin = new URL(publicOrigins[listener] ?? `https://${hostname}:${port}`).origin;
    const allowed = [hostname, new URL(origin).host];
    this.#answer(tlsServer, { listener, origin, allowed, ports: [port] });
    return origin;
  }

  #answer(tlsServer: TlsServer, { listener, origin, allowed, ports, proxy }: Served): void {
    const { allowedHosts = {}, clock, random, log } = this.#options;
    const isAllowedAuthority = allowAuthorities([...allowed, ...(allowedHosts[listener] ?? [])], ports);
    const shared = { router: this.#router, limits: this.#limits, clock, random, log };
    tlsServer.serve({ listener, origin, isAllowedAuthority, ...shared, ...(proxy && { proxy }) });
  }

  async #hand(
    socket: Socket,
    servers: ByListener<TlsServer>,
    asks: (name: string) => boolean,
  ): Promise<void> {
    // A reset between two owners must not be an unhandled error.
    socket.on('error', () => socket.destroy());
    this.#peeking.add(socket);
    const peeked = await peekServerName(socket, this.#limits.handshakeMilliseconds);
    this.#peeking.delete(socket);
    if (peeked.outcome === 'hello') {
      const { serverName } = peeked;
      servers[serverName !== undefined && asks(serverName) ? 'certificate' : 'login'].handOver(socket);
      return;
    }
    this.#options.log.info(
      { outcome: peeked.outcome, remoteAddress: socket.remoteAddress },
      'no ClientHello',
    );
    if (peeked.outcome === 'malformed') socket.write(DECODE_ERROR_ALERT);
    socket.destroySoon();
  }
}

interface Served {
  readonly listener: ListenerName;
  readonly origin: string;
  /** Authorities that a request may name. */
  readonly allowed: readonly string[];
  readonly ports: readonly number[];
  readonly proxy?: TrustedProxy;
}

function belowHost(hostname: string): (serverName: string) => boolean {
  const lower = hostname.toLowerCase();
  return (serverName) => serverName === lower || serverName.endsWith(`.${lower}`);
}

const DEFAULT_LIMITS: Limits = {
  maxBodyBytes: 1024 * 1024,
  handshakeMilliseconds: 10_000,
  headersMilliseconds: 15_000,
  requestMilliseconds: 60_000,
  keepAliveMilliseconds: 60_000,
  closeMilliseconds: 10_000,
};

/** RFC 8446 §6.2: a fatal decode_error, so that the client says more than «connection closed». */
const DECODE_ERROR_ALERT = Buffer.from([21, 3, 3, 0, 2, 2, 50]);
