import type { UnixSeconds } from '@signet/pki';

/**
 * What a face knows of a request beside the web-standard `Request`. Everything here comes from the
 * connection or from our own configuration, never from a header that a client could set.
 */
export interface RequestContext {
  /** GUID of this request: `x-ms-request-id`, the trace id of errors, the id on the error page. */
  readonly requestId: string;
  /** The client's `client-request-id` (header or query) when it is a GUID, else the request id. */
  readonly correlationId: string;
  readonly remoteAddress: string;
  readonly listener: ListenerName;
  /**
   * DER of what the client sent in the TLS handshake, leaf first: empty when it sent none, and on the
   * `login` listener, which never asks.
   */
  readonly peerCertificates: readonly Uint8Array[];
  /** When the request arrived; every check of one request uses this one time. */
  readonly now: UnixSeconds;
}

/** `login` never asks for a client certificate, `certificate` always does (protocols.md §3.8). */
export type ListenerName = 'login' | 'certificate';

export type Handler = (
  request: Request,
  context: RequestContext,
  /** Values of the pattern's `{…}` segments, percent-decoded. */
  params: Readonly<Record<string, string>>,
) => Response | Promise<Response>;

export interface Route {
  readonly listener: ListenerName;
  readonly method: 'GET' | 'POST' | 'OPTIONS';
  /**
   * `/{tenant}/oauth2/v2.0/token`. Literal segments match without regard to case and win over `{…}`; a
   * trailing slash does not matter. HEAD is answered by the GET handler.
   */
  readonly pattern: string;
  readonly handler: Handler;
}

/** Each face exports one function that takes its services and returns its routes. */
export type Routes = readonly Route[];
