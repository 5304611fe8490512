import type { HttpError, Routes } from '@signet/http';
import { readForm } from '@signet/http';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectTls, type Edge, makeWorld, NOW, send, startEdge, type World } from './_edge.ts';

let world: World;
let edge: Edge;
let origin: string;
let aborted: PromiseWithResolvers<void>;
let entered: PromiseWithResolvers<void>;

const routes: Routes = [
  { listener: 'login', method: 'GET', pattern: '/echo', handler: (request) => echo(request) },
  {
    listener: 'login',
    method: 'POST',
    pattern: '/echo',
    handler: async (request) => new Response(await request.text()),
  },
  {
    listener: 'login',
    method: 'POST',
    pattern: '/mail',
    handler: (request) => size(request),
    maxBodyBytes: 3_000_000,
  },
  { listener: 'login', method: 'POST', pattern: '/ignore', handler: () => new Response('not read') },
  { listener: 'login', method: 'POST', pattern: '/form', handler: (request) => form(request) },
  {
    listener: 'login',
    method: 'GET',
    pattern: '/fail',
    handler: () => {
      throw new Error('password=hunter2');
    },
  },
  {
    listener: 'login',
    method: 'GET',
    pattern: '/ids',
    handler: (_request, { requestId, correlationId }) => Response.json({ requestId, correlationId }),
  },
  {
    listener: 'login',
    method: 'GET',
    pattern: '/cookies',
    handler: () => {
      const response = new Response(null, { status: 204 });
      response.headers.append('set-cookie', 'a=1');
      response.headers.append('set-cookie', 'b=2');
      return response;
    },
  },
  {
    listener: 'login',
    method: 'GET',
    pattern: '/redirect',
    handler: () => Response.redirect('https://rp.example/'),
  },
  { listener: 'login', method: 'GET', pattern: '/break', handler: () => new Response(breakingStream()) },
  { listener: 'login', method: 'GET', pattern: '/wait', handler: (request) => waitForAbort(request) },
  { listener: 'login', method: 'GET', pattern: '/stream', handler: () => new Response(slowStream()) },
];

beforeAll(async () => {
  world = await makeWorld();
});

beforeEach(async () => {
  aborted = Promise.withResolvers();
  entered = Promise.withResolvers();
  edge = await startEdge(world, { routes });
  origin = edge.listeners.origins.login;
});
afterEach(() => edge[Symbol.asyncDispose]());

describe('the URL of a request', () => {
  it('keeps the configured origin whatever the path looks like', async () => {
    const answer = await raw('GET //evil.example/echo HTTP/1.1', 'Host: localhost');
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('keeps the configured origin when the request line names a URL', async () => {
    const answer = await raw('GET https://localhost/echo?x=1 HTTP/1.1', 'Host: evil.example');
    expect(answer).toContain(`"url":"${origin}/echo?x=1"`);
  });

  it.each([
    ['a URL of another host', 'GET https://evil.example/echo HTTP/1.1', 'Host: localhost', 421],
    ['another host', 'GET /echo HTTP/1.1', 'Host: evil.example', 421],
    ['two hosts', 'GET /echo HTTP/1.1', 'Host: localhost\r\nHost: localhost', 421],
    ['no host in HTTP/1.0', 'GET /echo HTTP/1.0', 'Accept: */*', 421],
    ['no host in HTTP/1.1', 'GET /echo HTTP/1.1', 'Accept: */*', 400],
    ['another port', 'GET /echo HTTP/1.1', 'Host: localhost:1', 421],
    ['an asterisk', 'OPTIONS * HTTP/1.1', 'Host: localhost', 400],
    ['a plain http URL', 'GET http://localhost/echo HTTP/1.1', 'Host: localhost', 400],
    ['TRACE', 'TRACE /echo HTTP/1.1', 'Host: localhost', 400],
    ['a malformed escape', 'GET /%ff HTTP/1.1', 'Host: localhost', 400],
    [
      'both lengths',
      'POST /echo HTTP/1.1',
      'Host: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked',
      400,
    ],
  ])('%s is refused', async (_what, line, headers, status) => {
    expect(await raw(line, headers)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('is refused when its header fields are larger than 16 KB', async () => {
    expect(await raw('GET /echo HTTP/1.1', `Host: localhost\r\nX: ${'x'.repeat(20_000)}`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
  });
});

describe('headers that a client has no business to send', () => {
  it('do not reach the handler', async () => {
    const headers = {
      'client-cert': ':AAAA:',
      'x-ssl-client-cert': 'x',
      'x-arr-clientcert': 'x',
      'x-forwarded-client-cert': 'x',
      'x-forwarded-host': 'evil.example',
      'x-client-sku': 'msal.js.node',
    };
    const { headers: received } = JSON.parse((await send(world, `${origin}/echo`, { headers })).text);
    expect(Object.keys(received).filter((name) => name.startsWith('x-') || name.includes('cert'))).toEqual([
      'x-client-sku',
    ]);
  });
});

describe('the body', () => {
  const post = { method: 'POST' } as const;

  it('arrives whole', async () => {
    const body = 'ü'.repeat(400_000);
    expect((await send(world, `${origin}/echo`, { ...post, body })).text).toBe(body);
  });

  it('is refused when its announced length is above the limit', async () => {
    const answer = await send(world, `${origin}/echo`, { ...post, body: Buffer.alloc(8_000_000) });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text)).toMatchObject({ error: 'request_too_large' });
  });

  it('is refused when it grows above the limit', async () => {
    const options = { ...post, headers: { 'transfer-encoding': 'chunked' }, body: Buffer.alloc(8_000_000) };
    expect((await send(world, `${origin}/echo`, options)).status).toBe(413);
  });

  it('that was refused does not spoil the next request on the connection', async () => {
    const { socket, received, closed } = await connectTls(world, edge.listeners.ports.twoPorts?.login ?? 0);
    socket.write('POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n');
    socket.write(Buffer.alloc(2_000_000, 120));
    socket.write('GET /ids HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    await closed;
    expect(received().match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  });

  it('may be larger where the route says so, and no larger', async () => {
    expect((await send(world, `${origin}/mail`, { ...post, body: Buffer.alloc(3_000_000) })).text).toBe(
      '3000000',
    );
    expect((await send(world, `${origin}/mail`, { ...post, body: Buffer.alloc(3_000_001) })).status).toBe(
      413,
    );
  });

  it('need not be read by the handler', async () => {
    expect((await send(world, `${origin}/ignore`, { ...post, body: Buffer.alloc(500_000) })).text).toBe(
      'not read',
    );
  });

  it('that a form reader refuses lets the handler answer in its own way', async () => {
    expect((await send(world, `${origin}/form`, { ...post, body: 'a=1' })).text).toBe('invalid_request');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await send(world, `${origin}/form`, { ...post, body: 'a=1&b=2', headers })).text).toBe('a,b');
  });
});

describe('the answer', () => {
  it('to HEAD has the headers of GET and no body', async () => {
    const answer = await send(world, `${origin}/echo`, { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 200, text: '', headers: { 'content-type': 'application/json' } });
  });

  it('has the date of the clock that requests are judged by', async () => {
    const answer = await send(world, `${origin}/echo`);
    expect(answer.headers['date']).toBe(new Date(NOW * 1000).toUTCString());
  });

  it('keeps several cookies apart', async () => {
    const answer = await send(world, `${origin}/cookies`);
    expect(answer).toMatchObject({ status: 204, headers: { 'set-cookie': ['a=1', 'b=2'] } });
  });

  it('can be a redirect', async () => {
    const answer = await send(world, `${origin}/redirect`);
    expect(answer).toMatchObject({ status: 302, headers: { location: 'https://rp.example/' } });
    expect(answer.headers['x-ms-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is sent as it comes', async () => {
    expect((await send(world, `${origin}/stream`)).text).toBe('one two three ');
  });

  it('breaks off when its body fails, and the failure is logged', async () => {
    await expect(send(world, `${origin}/break`)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(edge.log).toContainEqual(expect.objectContaining({ level: 'error', message: 'a request failed' }));
  });

  it('to a handler that throws has an id and no detail; the log has both', async () => {
    const answer = await send(world, `${origin}/fail`);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('hunter2');
    const { trace_id: requestId } = JSON.parse(answer.text);
    expect(answer.headers['x-ms-request-id']).toBe(requestId);
    expect(edge.log).toContainEqual({
      level: 'error',
      message: 'a request failed',
      fields: expect.objectContaining({
        requestId,
        err: expect.objectContaining({ message: 'password=hunter2' }),
      }),
    });
  });

  it('to a handler that throws is a page for a browser', async () => {
    const answer = await send(world, `${origin}/fail`, { headers: { accept: 'text/html' } });
    expect(answer).toMatchObject({ status: 500, headers: { 'content-type': 'text/html; charset=utf-8' } });
  });
});

describe('correlation', () => {
  const guid = '0B7F7C1E-51c8-4a55-9d51-8f3d8d5a2e77';

  it.each([
    ['the header', '/ids', { 'client-request-id': guid }],
    ['the query', `/ids?client-request-id=${guid}`, {}],
  ])('takes a GUID from %s', async (_where, path, headers) => {
    expect(JSON.parse((await send(world, origin + path, { headers })).text)).toMatchObject({
      correlationId: guid,
    });
  });

  it.each(['x', `${guid}\tx`, `${guid}0`])('does not take %j, which would go into logs', async (value) => {
    const answer = await send(world, `${origin}/ids`, { headers: { 'client-request-id': value } });
    const { requestId, correlationId } = JSON.parse(answer.text);
    expect(correlationId).toBe(requestId);
    expect(answer.headers['x-ms-request-id']).toBe(requestId);
  });

  it('is returned to the client that asks for it', async () => {
    const headers = { 'client-request-id': guid, 'return-client-request-id': 'true' };
    expect((await send(world, `${origin}/ids`, { headers })).headers['client-request-id']).toBe(guid);
    expect((await send(world, `${origin}/ids`)).headers['client-request-id']).toBeUndefined();
  });
});

it('tells the handler when the client has gone', async () => {
  const { socket } = await connectTls(world, edge.listeners.ports.twoPorts?.login ?? 0);
  socket.write('GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await entered.promise;
  socket.destroy();
  await aborted.promise;
});

/** One request as written; everything that comes back until the server closes. */
async function raw(line: string, headers: string): Promise<string> {
  const { socket, received, closed } = await connectTls(world, edge.listeners.ports.twoPorts?.login ?? 0);
  socket.write(`${line}\r\n${headers}\r\nConnection: close\r\n\r\n`);
  await closed;
  return received();
}

function echo(request: Request): Response {
  return Response.json({ url: request.url, headers: Object.fromEntries(request.headers) });
}

async function size(request: Request): Promise<Response> {
  return new Response(String((await request.arrayBuffer()).byteLength));
}

async function form(request: Request): Promise<Response> {
  try {
    return new Response([...(await readForm(request)).keys()].join(','));
  } catch (error) {
    return new Response((error as HttpError).code);
  }
}

async function waitForAbort(request: Request): Promise<Response> {
  entered.resolve();
  await new Promise<void>((resolve) => request.signal.addEventListener('abort', () => resolve()));
  aborted.resolve();
  return new Response('too late');
}

function slowStream(): ReadableStream<Uint8Array> {
  const words = ['one ', 'two ', 'three '];
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setImmediate(resolve));
      const word = words.shift();
      if (word === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(word));
    },
  });
}

function breakingStream(): ReadableStream<Uint8Array> {
  let pulls = 0;
  return new ReadableStream({
    pull(controller) {
      pulls += 1;
      if (pulls > 1) controller.error(new Error('the database went away'));
      else controller.enqueue(new TextEncoder().encode('begun'));
    },
  });
}
