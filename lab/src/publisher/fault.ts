import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import { toPem } from '../pki/certificate.ts';
import type { PublisherFault } from './types.ts';

/** Answers one request wrongly on purpose; `bytes` is what a good answer would have carried. */
export function misbehave(
  fault: PublisherFault,
  bytes: Uint8Array,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  FAULTS[fault](response, bytes, request);
}

type Misbehaviour = (response: ServerResponse, bytes: Uint8Array, request: IncomingMessage) => void;

const FAULTS: Readonly<Record<PublisherFault, Misbehaviour>> = {
  'status-404': (response) => void response.writeHead(404, TEXT).end('Not here.\n'),
  'status-500': (response) => void response.writeHead(500, TEXT).end('Something broke.\n'),
  'status-503': (response) => void response.writeHead(503, TEXT).end('Come back later.\n'),
  hang: () => undefined,
  drip: (response, bytes) => {
    response.writeHead(200, { ...CRL, 'Content-Length': bytes.length });
    drip(response, bytes, 0);
  },
  'tiny-chunks': (response) => {
    response.writeHead(200, { ...CRL, 'Transfer-Encoding': 'chunked' }).flushHeaders();
    sendTinyChunks(response);
  },
  'switching-protocols': ({ socket }) =>
    void socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: crl\r\n\r\n'),
  reset: (response) => void response.socket?.resetAndDestroy(),
  oversize: (response) => {
    response.writeHead(200, { ...CRL, 'Content-Length': OVERSIZE_BYTES });
    oversizeStream().pipe(response);
  },
  'oversize-undeclared': (response) => {
    response.writeHead(200, CRL);
    oversizeStream().pipe(response);
  },
  endless: (response) => {
    response.writeHead(200, CRL);
    endlessStream().pipe(response);
  },
  'gzip-bomb': (response) => {
    response.writeHead(200, { ...CRL, 'Content-Encoding': 'gzip' });
    bombStream().pipe(createGzip()).pipe(response);
  },
  html: (response) =>
    void response
      .writeHead(200, { 'Content-Type': 'text/html' })
      .end('<!doctype html><p>Sign in to the wifi</p>'),
  empty: (response) => void response.writeHead(200, CRL).end(),
  garbage: (response) => void response.writeHead(200, CRL).end(Buffer.alloc(500, 0xa5)),
  truncated: (response, bytes) => void response.writeHead(200, CRL).end(firstHalf(bytes)),
  'cut-off': (response, bytes) => {
    response.writeHead(200, { ...CRL, 'Content-Length': bytes.length });
    response.write(firstHalf(bytes), () => response.destroy());
  },
  'length-too-short': (response, bytes) => {
    response.strictContentLength = false;
    response.writeHead(200, { ...CRL, 'Content-Length': bytes.length >> 1 }).end(bytes);
  },
  'redirect-loop': (response, _, request) => redirect(response, request.url ?? '/'),
  'redirect-private': (response) => redirect(response, 'http://10.11.12.13/issuing.crl'),
  // The answer to the handshake is a line of HTTP.
  'tls-error': (response, _, request) => redirect(response, `https://${request.headers.host}/issuing.crl`),
  pem: (response, bytes) => void response.writeHead(200, TEXT).end(toPem('X509 CRL', bytes)),
  gzip: (response, bytes) =>
    void response.writeHead(200, { ...CRL, 'Content-Encoding': 'gzip' }).end(gzipSync(bytes)),
  'wrong-content-type': (response, bytes) =>
    void response.writeHead(200, { 'Content-Type': 'text/html' }).end(bytes),
};

function drip(response: ServerResponse, bytes: Uint8Array, offset: number): void {
  if (response.destroyed) return;
  if (offset >= bytes.length) {
    response.end();
    return;
  }
  response.write(bytes.subarray(offset, offset + 1));
  // A lab server that is forgotten must not keep its process alive.
  setTimeout(() => drip(response, bytes, offset + 1), 1000).unref();
}

/** Past the response, which would put each chunk into a packet of its own. */
function sendTinyChunks({ socket }: ServerResponse): void {
  const block = Buffer.from('1\r\n0\r\n'.repeat(10_000));
  const send = (): void => {
    if (socket?.destroyed === false) socket.write(block, () => setImmediate(send));
  };
  send();
}

function oversizeStream(): Readable {
  const block = Buffer.alloc(65_536, 0x30);
  return Readable.from(
    (function* () {
      for (let sent = 0; sent < OVERSIZE_BYTES; sent += block.length) yield block;
    })(),
  );
}

function endlessStream(): Readable {
  const block = Buffer.alloc(65_536, 0x30);
  return new Readable({
    read() {
      this.push(block);
    },
  });
}

function bombStream(): Readable {
  const block = Buffer.alloc(1024 * 1024);
  return Readable.from(Array.from({ length: 100 }, () => block));
}

function redirect(response: ServerResponse, to: string): void {
  response.writeHead(302, { Location: to }).end();
}

function firstHalf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length >> 1);
}

const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' } as const;
const CRL = { 'Content-Type': 'application/pkix-crl' } as const;
/** 21 MB, one over the documented limit of 20 MB; a whole number of blocks. */
const OVERSIZE_BYTES = 21 * 1024 * 1024;
