import type { IncomingMessage } from 'node:http';
import { HttpError } from '../http-error.ts';
import { bodyTooLarge } from '../read-body.ts';
import { isVouchingHeader } from './stripped-headers.ts';

/** What the request line and `Host` say, before anything is built from them. */
export interface Target {
  /** Undefined when there is not exactly one: such a request is refused. */
  readonly authority: string | undefined;
  /** Path and query, starting with `/`. */
  readonly pathAndQuery: string;
}

/** Throws `HttpError` `invalid_request` for a request target that is neither a path nor an absolute URL. */
export function readTarget(incoming: IncomingMessage): Target {
  const target = incoming.url ?? '';
  if (target.startsWith('/')) return { authority: onlyHost(incoming), pathAndQuery: target };
  // RFC 9112 §3.2.2: a server must take the absolute form, and then its authority instead of Host's.
  if (!/^https:\/\//i.test(target)) throw invalidRequest('The request target is not a path.');
  const url = parseUrl(target);
  return { authority: url.host, pathAndQuery: url.pathname + url.search };
}

/** The URL is made of a configured origin and the request's path: no header has a part in it. */
export function requestUrl(origin: string, pathAndQuery: string): URL {
  // Joined as text: resolving `//evil.example/` against a base would change the host.
  return parseUrl(origin + pathAndQuery);
}

export interface WebRequestOptions {
  readonly url: URL;
  readonly maxBodyBytes: number;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** Throws `HttpError` `body-too-large` at once for an announced length, while reading for the others. */
export function webRequest(incoming: IncomingMessage, options: WebRequestOptions): Request {
  const method = incoming.method ?? 'GET';
  const init = { method, headers: webHeaders(incoming), signal: options.signal };
  if (Number(incoming.headers['content-length'] ?? 0) > options.maxBodyBytes) {
    throw bodyTooLarge(options.maxBodyBytes);
  }
  if (method === 'GET' || method === 'HEAD') return build(options.url, init);
  const body = ReadableStream.from<Uint8Array>(cappedBody(incoming, options.maxBodyBytes));
  return build(options.url, { ...init, body, duplex: 'half' });
}

async function* cappedBody(incoming: IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array> {
  let length = 0;
  // Without destroying: the socket still has to carry the answer 413. Node then reads the rest and drops it,
  // for a connection closed with bytes unread is reset and the client would never see the answer.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > maxBytes) throw bodyTooLarge(maxBytes);
    yield chunk;
  }
}

function webHeaders(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  const raw = incoming.rawHeaders;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    if (isVouchingHeader(name)) continue;
    appendHeader(headers, name, raw[index + 1] ?? '');
  }
  return headers;
}

function appendHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.append(name, value);
  } catch (cause) {
    throw invalidRequest('A header of the request is malformed.', cause);
  }
}

function build(url: URL, init: RequestInit): Request {
  try {
    return new Request(url, init);
  } catch (cause) {
    throw invalidRequest('The method of the request is not supported.', cause); // TRACE, TRACK
  }
}

function onlyHost(incoming: IncomingMessage): string | undefined {
  const names = incoming.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  return names.length === 1 ? incoming.headers.host : undefined;
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw invalidRequest('The request target is malformed.');
  return url;
}

function invalidRequest(message: string, cause?: unknown): HttpError {
  return new HttpError('invalid_request', message, { cause });
}
