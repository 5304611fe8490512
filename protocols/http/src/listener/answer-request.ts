import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError, statusOf } from '../http-error.ts';
import { plainAnswer } from '../plain-answer.ts';
import type { TrustedProxy } from '../proxy/trusted-proxy.ts';
import type { ListenerName, RequestContext, Router } from '../router.ts';
import type { AuthorityCheck } from './authorities.ts';
import type { EdgeLog, Limits, ListenerOptions } from './options.ts';
import type { PeerCertificates } from './peer-certificates.ts';
import { readTarget, requestUrl, type Target, webRequest } from './web-request.ts';
import { writeResponse } from './write-response.ts';

/** Everything that requests of one listener on one port share. */
export interface Edge {
  readonly listener: ListenerName;
  /** `https://localhost:8443` */
  readonly origin: string;
  readonly isAllowedAuthority: AuthorityCheck;
  readonly router: Router;
  readonly limits: Limits;
  readonly clock: ListenerOptions['clock'];
  readonly random: ListenerOptions['random'];
  readonly log: EdgeLog;
  /** Who speaks for the clients on this port; absent where they connect themselves. */
  readonly proxy?: TrustedProxy;
}

/** Takes one request from node, has it answered, writes the answer. Never rejects. */
export async function answerRequest(
  edge: Edge,
  peerCertificates: PeerCertificates,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const facts = {
    requestId: edge.random.guid(),
    remoteAddress: (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    listener: edge.listener,
    hostname: new URL(edge.origin).hostname,
    peerCertificates: peerCertificates.of(incoming.socket),
    now: edge.clock.now(),
  };
  const context: RequestContext = { ...facts, correlationId: correlationIdOf(incoming) ?? facts.requestId };
  const fallback = (): Request => fallbackRequest(edge, incoming);
  try {
    const response = await respond(edge, context, incoming, outgoing).catch((error: unknown) =>
      answerFailure(edge, context, fallback(), error),
    );
    addStandingHeaders(outgoing, context, incoming);
    await writeResponse(response, outgoing);
  } catch (error) {
    logFailure(edge, context, fallback(), error);
    outgoing.destroy();
  }
}

async function respond(
  edge: Edge,
  context: RequestContext,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<Response> {
  const target = readTarget(incoming);
  if (target.authority === undefined || !edge.isAllowedAuthority(target.authority)) {
    const answer = { status: 421, error: 'misdirected_request', sentence: MISDIRECTED };
    return plainAnswer(fallbackRequest(edge, incoming), context, answer);
  }
  const hostname = target.authority.toLowerCase().replace(/:\d+$/, '');
  const { proxy } = edge;
  // What the connection brought is the proxy's own, which is nobody who signs in.
  const client = proxy?.readClient(incoming, context.peerCertificates, context.now) ?? {};
  return edge.router.answer(buildRequest(edge, target, incoming, outgoing), {
    ...context,
    hostname,
    ...client,
  });
}

function buildRequest(
  edge: Edge,
  target: Target,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Request {
  const url = requestUrl(edge.origin, target.pathAndQuery);
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const route = { listener: edge.listener, method: incoming.method ?? '', pathname: url.pathname };
  const maxBodyBytes = edge.router.maxBodyBytes(route) ?? edge.limits.maxBodyBytes;
  return webRequest(incoming, { url, maxBodyBytes, signal: gone.signal });
}

/** For answers to requests that never became one: it knows what the client accepts and nothing else. */
function fallbackRequest(edge: Edge, incoming: IncomingMessage): Request {
  const accept = (incoming.headers.accept ?? '').replace(/[^\x20-\x7e]/g, '');
  return new Request(edge.origin, { headers: { accept } });
}

function answerFailure(edge: Edge, context: RequestContext, request: Request, error: unknown): Response {
  const status = statusOf(error);
  if (status !== undefined && error instanceof HttpError) {
    if (status === 403) logRefusedProxy(edge, context);
    return plainAnswer(request, context, { status, error: WORDS[status], sentence: error.message });
  }
  logFailure(edge, context, request, error);
  return plainAnswer(request, context, { status: 500, error: 'server_error', sentence: FAILED });
}

function logRefusedProxy({ log }: Edge, { requestId, remoteAddress, listener }: RequestContext): void {
  log.info(
    { requestId, remoteAddress, listener },
    'a request at the port for the proxy came from somebody else',
  );
}

function logFailure(edge: Edge, context: RequestContext, request: Request, error: unknown): void {
  const { requestId, correlationId, listener, remoteAddress } = context;
  edge.log.error(
    { err: error, requestId, correlationId, listener, remoteAddress, method: request.method },
    'a request failed',
  );
}

/** Set before the response's own, which win; on node's side, for the headers of a `Response.redirect` are fixed. */
function addStandingHeaders(
  outgoing: ServerResponse,
  context: RequestContext,
  incoming: IncomingMessage,
): void {
  outgoing.setHeader('x-ms-request-id', context.requestId);
  // RFC 9110 §6.6.1: the clock that the request was judged by, which clients hold against their own.
  outgoing.setHeader('date', new Date(context.now * 1000).toUTCString());
  outgoing.setHeader('x-content-type-options', 'nosniff');
  if (incoming.headers['return-client-request-id'] === 'true') {
    outgoing.setHeader('client-request-id', context.correlationId);
  }
}

/** A stranger chooses it and it goes into logs: a GUID or nothing. */
function correlationIdOf(incoming: IncomingMessage): string | undefined {
  const query = incoming.url?.split('?')[1] ?? '';
  const candidates = [
    incoming.headers['client-request-id'],
    new URLSearchParams(query).get('client-request-id'),
  ];
  return candidates.find((candidate): candidate is string => GUID.test(String(candidate)));
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const WORDS = { 400: 'invalid_request', 403: 'access_denied', 413: 'request_too_large' } as const;

const MISDIRECTED = 'This server does not answer for the host name in the request.';
const FAILED = 'Something went wrong here. Try again; if it goes on, give the request id to your help desk.';
