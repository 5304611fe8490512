import type { Clock, Random } from '@signet/identity';
import type { ProxyOptions } from '../proxy/trusted-proxy.ts';
import type { ListenerName, ReservedSegments, Routes } from '../router.ts';

export interface ListenerOptions {
  readonly routes: Routes;
  /** Default: none. */
  readonly reservedSegments?: ReservedSegments;
  /** What the server shows for itself; its subjectAltName covers all host names below. */
  readonly tls: TlsIdentity;
  /** One port for each listener: the one-host form (8443 and 49443). */
  readonly twoPorts?: TwoPorts;
  /** One port for both, told apart by the server name before the handshake: the form with host names (443). */
  readonly onePort?: OnePort;
  /** Ports for a proxy that terminates TLS, one for each listener. */
  readonly behindProxy?: BehindProxy;
  /**
   * Authorities that a `Host` header may name beside the listener's own: `graph.example.org`,
   * `*.certauth.login.example.org` (one label), `localhost:8443`. Without a port: the bound port or 443.
   * Every other Host is answered 421.
   */
  readonly allowedHosts?: Partial<Readonly<Record<ListenerName, readonly string[]>>>;
  /**
   * Origins as the world sees them, where a load balancer maps ports. Absent: host name and bound port.
   * `Request.url` is built from them, never from the Host header.
   */
  readonly publicOrigins?: Partial<Readonly<Record<ListenerName, string>>>;
  /**
   * DER of the CA certificates whose names the certificate listener sends, so that the browser offers only
   * what can work; asked for in every handshake with a server name, so keep the answer at hand. `undefined`
   * stands for clients that send no name. Absent or empty: the browser offers everything it has.
   */
  readonly issuerHints?: (serverName: string | undefined) => readonly Uint8Array[];
  /** Lets several processes listen on the same ports and the kernel share connections out among them. */
  readonly reusePort?: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: EdgeLog;
  readonly limits?: Partial<Limits>;
}

export interface TlsIdentity {
  /** PEM, PKCS #8. */
  readonly key: string;
  /** PEM, leaf first, then its intermediates. */
  readonly cert: string;
}

export interface Endpoint {
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface TwoPorts {
  /** Interface to listen on: all when absent. */
  readonly address?: string;
  readonly login: Endpoint;
  readonly certificate: Endpoint;
}

export interface OnePort {
  readonly address?: string;
  readonly port: number;
  /** The canonical host name of each listener: `login.example.org`, `certauth.login.example.org`. */
  readonly hostnames: Readonly<Record<ListenerName, string>>;
  /**
   * Whether connections to this name (lower case) are asked for a certificate. Absent: the certificate
   * listener's host name and the names below it. A client that sends no name reaches the login listener.
   */
  readonly asksForCertificate?: (serverName: string) => boolean;
}

/**
 * A proxy takes the clients' connections, asks them for their certificates, and connects here by TLS. It must put its
 * headers in the place of any that the client sent, and pass the `Host` header on.
 */
export interface BehindProxy extends ProxyOptions {
  readonly address?: string;
  readonly ports: Readonly<Record<ListenerName, number>>;
  /** Where the proxy is reached: `https://login.example.org`, `https://certauth.login.example.org`. */
  readonly origins: Readonly<Record<ListenerName, string>>;
}

export interface Limits {
  /** 1 MB unless a route says otherwise. */
  readonly maxBodyBytes: number;
  /** To finish the TLS handshake, ClientHello included. */
  readonly handshakeMilliseconds: number;
  readonly headersMilliseconds: number;
  /** To receive the whole request. */
  readonly requestMilliseconds: number;
  readonly keepAliveMilliseconds: number;
  /** Requests that run when the listeners close are given this long. */
  readonly closeMilliseconds: number;
}

/** Where the edge tells of what no response can; fields hold ids and codes, never bodies. */
export interface EdgeLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface Listeners extends AsyncDisposable {
  /** `https://localhost:8443`, real ports; those of the proxy, else of `onePort`, where several forms are on. */
  readonly origins: Readonly<Record<ListenerName, string>>;
  readonly ports: {
    readonly twoPorts?: Readonly<Record<ListenerName, number>>;
    readonly onePort?: number;
    readonly behindProxy?: Readonly<Record<ListenerName, number>>;
  };
  /** Call when trusted CAs changed: clients that send no server name get the new hints too. */
  refreshIssuerHints(): void;
  /** A renewed certificate for the next handshakes; throws `HttpError` `tls-identity-invalid`. */
  replaceTlsIdentity(tls: TlsIdentity): void;
  /** Accepts nothing more, lets running requests finish, closes idle connections. */
  close(): Promise<void>;
}
