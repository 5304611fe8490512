import { constants } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContextOptions, type TlsOptions } from 'node:tls';
import { HttpError } from '../http-error.ts';
import type { ListenerName } from '../router.ts';
import { answerRequest, type Edge } from './answer-request.ts';
import { CertificateContexts } from './certificate-contexts.ts';
import type { Limits, ListenerOptions, TlsIdentity } from './options.ts';
import { PeerCertificates } from './peer-certificates.ts';
import type { RunningResponses } from './running-responses.ts';

/** One TLS server of one listener: it listens itself or is handed sockets. */
export interface TlsServer {
  readonly server: Server;
  /** Answers requests from now on. */
  serve(edge: Edge): void;
  /** For a server that is only handed sockets. */
  startTimeouts(): void;
  /** Takes a connection over; bytes that were pushed back into it are read again. */
  handOver(socket: Socket): void;
  refreshIssuerHints(): void;
  replaceTlsIdentity(tls: TlsIdentity): void;
}

export function createTlsServer(
  listener: ListenerName | 'proxy',
  options: ListenerOptions,
  limits: Limits,
  running: RunningResponses,
): TlsServer {
  const asks = listener !== 'login';
  // A proxy is asked for its own certificate, whoever issued it.
  const hints = listener === 'certificate' ? options.issuerHints : undefined;
  const contexts = new CertificateContexts(contextOptions(listener, options.tls), hints, options.log);
  const server = createServer({
    ...contexts.defaultOptions(),
    ...(asks ? certificateOptions(contexts) : {}),
    handshakeTimeout: limits.handshakeMilliseconds,
    headersTimeout: limits.headersMilliseconds,
    requestTimeout: limits.requestMilliseconds,
    keepAliveTimeout: limits.keepAliveMilliseconds,
    connectionsCheckingInterval: TIMEOUT_CHECK_MILLISECONDS,
    ...(listener === 'proxy' && { maxHeaderSize: PROXY_HEADER_BYTES }),
  });
  return {
    server,
    serve: (edge) => answerRequests(server, running, edge),
    // Node starts the clock behind headersTimeout and requestTimeout when a server begins to listen; one that
    // never does would let a slow client hold a connection for ever.
    startTimeouts: () => void server.emit('listening'),
    handOver: (socket) => void server.emit('connection', socket),
    refreshIssuerHints: () => server.setSecureContext(contexts.defaultOptions()),
    replaceTlsIdentity(tls) {
      contexts.replaceBase(contextOptions(listener, tls));
      server.setSecureContext(contexts.defaultOptions());
    },
  };
}

/** Throws `HttpError` `tls-identity-invalid` when key and certificate are malformed or do not belong together. */
export function checkTlsIdentity({ key, cert }: TlsIdentity): void {
  try {
    createSecureContext({ key, cert });
  } catch (cause) {
    const message = 'The TLS certificate and key of the server are malformed or do not belong together.';
    throw new HttpError('tls-identity-invalid', message, { cause });
  }
}

function answerRequests(server: Server, running: RunningResponses, edge: Edge): void {
  const peerCertificates = new PeerCertificates();
  // First in line: node's own listener starts reading requests.
  server.prependListener('secureConnection', (socket) => {
    peerCertificates.remember(socket);
    // It was accepted before the port closed and would now wait for a request that is not wanted.
    if (running.isClosing) socket.destroy();
  });
  server.on('request', (incoming, outgoing) => {
    running.begin(outgoing);
    outgoing.once('close', () => {
      if (running.isClosing) server.closeIdleConnections();
    });
    void answerRequest(edge, peerCertificates, incoming, outgoing);
  });
}

function contextOptions(listener: ListenerName | 'proxy', { key, cert }: TlsIdentity): SecureContextOptions {
  const base: SecureContextOptions = { key, cert, minVersion: 'TLSv1.2' };
  if (listener === 'login') return { ...base, secureOptions: constants.SSL_OP_NO_RENEGOTIATION };
  // A resumed session shows the certificate of an earlier handshake without a new proof of its key: no
  // tickets, and node keeps no session cache. Renegotiation could change the certificate under a request.
  return { ...base, secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION };
}

/**
 * Any certificate is taken, as the sign-in decision judges it with reasons that a failed handshake could not
 * give; `authorizationError` is not looked at, it cannot tell «none» from «untrusted».
 */
function certificateOptions(contexts: CertificateContexts): TlsOptions {
  return {
    requestCert: true,
    rejectUnauthorized: false,
    SNICallback(serverName, answer) {
      answer(null, contexts.contextFor(serverName.toLowerCase()));
    },
  };
}

/** For a client's whole chain in a header; node's own limit, 16 KB, holds one certificate or two. */
const PROXY_HEADER_BYTES = 64 * 1024;

/** How late a time-out may strike. */
const TIMEOUT_CHECK_MILLISECONDS = 1000;
