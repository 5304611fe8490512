import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { type Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { TlsIdentity } from '../pki/types.ts';

export interface HttpExchange {
  readonly url: URL;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** PEM of the only CAs that are trusted; absent: those of the system. */
  readonly ca?: string | undefined;
  /** Sent when the server asks for a certificate. */
  readonly clientCertificate?: TlsIdentity | undefined;
  /** Where a host name is, for names that DNS does not know. The name stays in Host and SNI. */
  readonly address?: string | undefined;
  /** Which of this machine's addresses the connection comes from. */
  readonly localAddress?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Of the answer's body; a longer one is an error. Absent: whatever comes, for a server that is one's own. */
  readonly maxBytes?: number | undefined;
  /** Keeps connections for several requests. Absent: each request has one of its own. */
  readonly agent?: Agent | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * One request, over its own connection unless an agent keeps one, without redirects or cookies: `fetch` can neither present a client
 * certificate nor trust a private CA without changing the whole process.
 */
export function exchangeHttp(exchange: HttpExchange): Promise<HttpAnswer> {
  const { url, method = 'GET', headers = {}, body, maxBytes = Number.POSITIVE_INFINITY } = exchange;
  const { agent = false } = exchange;
  const options: RequestOptions = { method, headers, agent, ...tlsOptions(exchange) };
  if (exchange.signal) options.signal = exchange.signal;
  if (exchange.localAddress !== undefined) options.localAddress = exchange.localAddress;
  if (exchange.address !== undefined) options.lookup = lookupAlways(exchange.address);
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, options, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= maxBytes) chunks.push(chunk);
        else response.destroy(new Error(`the answer is longer than ${maxBytes} bytes`));
      });
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.once('error', reject);
    request.end(body);
  });
}

/**
 * A `fetch` that trusts the given CAs alone; for client libraries that take their own. `findAddress` is for host
 * names that DNS does not know; `undefined` asks DNS.
 */
export function createFetch(
  ca: string,
  findAddress?: (hostname: string) => string | undefined,
): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const body = Buffer.from(await request.arrayBuffer());
    const headers = Object.fromEntries(request.headers);
    if (body.length > 0) headers['content-length'] = String(body.length);
    const url = new URL(request.url);
    const answer = await exchangeHttp({
      url,
      method: request.method,
      headers,
      body,
      ca,
      address: findAddress?.(url.hostname),
    });
    // 204 and 304 may not have a body, not even an empty one.
    const content = answer.body.length === 0 ? null : Uint8Array.from(answer.body);
    return new Response(content, { status: answer.status, headers: flatten(answer.headers) });
  };
}

function tlsOptions({ ca, clientCertificate }: HttpExchange): RequestOptions {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate ? { cert: clientCertificate.chainPem, key: clientCertificate.privateKeyPem } : {}),
  };
}

function lookupAlways(address: string): NonNullable<RequestOptions['lookup']> {
  const family = address.includes(':') ? 6 : 4;
  return (_hostname, options, done) => {
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}

function flatten(headers: IncomingHttpHeaders): Headers {
  const flat = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) flat.append(name, one);
  }
  return flat;
}
