import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, originOf, stopListening } from '../listening.ts';
import type { LabPki, Publication } from '../pki/types.ts';
import { misbehave } from './fault.ts';
import type { Publisher, PublisherFault, PublisherOptions } from './types.ts';

/**
 * The web server that an organisation publishes its CRLs and CA certificates on. Reads the PKI's folder at
 * each request, so that another process can publish. Throws `port-taken`.
 */
export async function startPublisher(options: PublisherOptions): Promise<Publisher> {
  const { pki, host = '127.0.0.1', port = 8080 } = options;
  const faults = new Map<string, PublisherFault>();
  const counts = new Map<string, number>();
  const listening = await listen(host, port, (request, response) => {
    const path = pathOf(request);
    counts.set(path, (counts.get(path) ?? 0) + 1);
    answer(pki, path, faults.get(path), request, response).catch((error: unknown) =>
      response.destroy(asError(error)),
    );
  });
  const close = (): Promise<void> => stopListening(listening);
  return {
    url: originOf(host, listening.port),
    port: listening.port,
    setFault: (path, fault) => void (fault ? faults.set(path, fault) : faults.delete(path)),
    requestCount: (path) => counts.get(path) ?? 0,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function answer(
  pki: LabPki,
  path: string,
  fault: PublisherFault | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, 'Only GET works here.');
  const publication = await pki.findPublication(path);
  if (fault) return misbehave(fault, publication?.bytes ?? new Uint8Array(), request, response);
  if (!publication) return refuse(response, 404, `Nothing is published at /${path}.`);
  serve(path, publication, request, response);
}

function serve(
  path: string,
  publication: Publication,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const etag = `"${createHash('sha256').update(publication.bytes).digest('base64url').slice(0, 27)}"`;
  const headers = {
    // RFC 2585 §4: the media types of certificates and CRLs in DER.
    'Content-Type': path.endsWith('.crl') ? 'application/pkix-crl' : 'application/pkix-cert',
    'Last-Modified': new Date(publication.modifiedAt * 1000).toUTCString(),
    'Cache-Control': 'no-cache',
    ETag: etag,
  };
  if (isFresh(request, etag, publication.modifiedAt)) {
    response.writeHead(304, headers).end();
  } else {
    response.writeHead(200, { ...headers, 'Content-Length': publication.bytes.length });
    response.end(request.method === 'HEAD' ? undefined : publication.bytes);
  }
}

// RFC 9110 §13.2.2: If-Modified-Since counts only when there is no If-None-Match.
function isFresh(request: IncomingMessage, etag: string, modifiedAt: number): boolean {
  const { 'if-none-match': ifNoneMatch, 'if-modified-since': ifModifiedSince } = request.headers;
  if (ifNoneMatch !== undefined) {
    return ifNoneMatch.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);
  }
  return ifModifiedSince !== undefined && Date.parse(ifModifiedSince) >= modifiedAt * 1000;
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/^\/+/, '').replace(/[?#].*$/s, '');
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
