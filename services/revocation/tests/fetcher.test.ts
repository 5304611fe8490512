import { KeyObject, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestAuthority, generateKeys } from '../../../core/pki/src/crl/_test-authority.ts';
import { createFetcher, type Fetcher, type FetchLimits } from '../src/index.ts';
import { type CrlServer, startCrlServer } from './_crl-server.ts';

let server: CrlServer;
beforeEach(async () => {
  server = await startCrlServer();
});
afterEach(() => server[Symbol.asyncDispose]());

const PATH = '/list.crl';
const BODY = Buffer.from('three bytes and some more');

function fetcher(limits: Partial<FetchLimits> = {}): Fetcher {
  return createFetcher({ addresses: 'public-and-loopback', ...limits });
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function fetchFrom(answer: Answer, limits: Partial<FetchLimits> = {}) {
  server.answer(PATH, answer);
  return fetcher(limits).fetch(server.url(PATH));
}

function redirectTo(location: string, status = 302): Answer {
  return (_, response) => void response.writeHead(status, { location }).end();
}

describe('what is fetched', () => {
  it('is the body with its validators', async () => {
    const result = await fetchFrom((_, response) => {
      response.writeHead(200, { etag: '"7"', 'last-modified': 'Mon, 23 Nov 2026 09:00:00 GMT' }).end(BODY);
    });
    expect(result).toEqual({
      outcome: 'fetched',
      body: new Uint8Array(BODY),
      etag: '"7"',
      lastModified: 'Mon, 23 Nov 2026 09:00:00 GMT',
    });
  });

  it('is asked for with the validators of the last answer', async () => {
    server.answer(PATH, (_, response) => response.writeHead(304).end());
    const validators = { etag: '"7"', lastModified: 'Mon, 23 Nov 2026 09:00:00 GMT' };
    const result = await fetcher().fetch(server.url(PATH), validators);
    expect(result).toEqual({ outcome: 'not-modified' });
    expect(server.requests(PATH)[0]?.headers).toMatchObject({
      'if-none-match': '"7"',
      'if-modified-since': 'Mon, 23 Nov 2026 09:00:00 GMT',
      'accept-encoding': 'identity',
    });
  });

  it('is downloaded once for all who ask at the same time, and again afterwards', async () => {
    server.answer(PATH, BODY);
    const one = fetcher();
    await Promise.all([one.fetch(server.url(PATH)), one.fetch(server.url(PATH))]);
    expect(server.requests(PATH)).toHaveLength(1);
    await one.fetch(server.url(PATH));
    expect(server.requests(PATH)).toHaveLength(2);
  });
});

describe('a status other than 200', () => {
  for (const status of [201, 204, 206, 400, 401, 404, 410, 500, 503]) {
    it(`${status} is unreachable`, async () => {
      const result = await fetchFrom((_, response) => void response.writeHead(status).end());
      expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
      expect(result).toHaveProperty('reason', expect.stringContaining(`status ${status}`));
    });
  }

  it('304 to a request without conditions is unreachable', async () => {
    const result = await fetchFrom((_, response) => void response.writeHead(304).end());
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
  });
});

describe('the size limit', () => {
  const limits = { maxBytes: 1000 };

  it('takes a body of exactly the limit', async () => {
    const result = await fetchFrom((_, response) => void response.end(Buffer.alloc(1000)), limits);
    expect(result.outcome).toBe('fetched');
  });

  it('refuses a Content-Length beyond it without reading the body', async () => {
    let sent = false;
    const result = await fetchFrom((_, response) => {
      response.writeHead(200, { 'content-length': 1001 }).flushHeaders();
      response.on('close', () => {
        sent = response.writableFinished;
      });
    }, limits);
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-too-large' });
    expect(sent).toBe(false);
  });

  it('stops reading a body without Content-Length as soon as it is beyond', async () => {
    let written = 0;
    const closed = Promise.withResolvers<void>();
    const result = await fetchFrom((_, response) => {
      response.on('close', closed.resolve);
      const write = (): void => {
        if (response.destroyed) return;
        written += 500;
        response.write(Buffer.alloc(500));
        setImmediate(write);
      };
      write();
    }, limits);
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-too-large' });
    await closed.promise;
    expect(written).toBeGreaterThan(1000);
  });
});

describe('a body that is sent compressed although identity was asked for', () => {
  function compressed(body: Uint8Array, encoding = 'gzip'): Answer {
    return (_, response) => void response.writeHead(200, { 'content-encoding': encoding }).end(body);
  }

  it('is decompressed', async () => {
    const result = await fetchFrom(compressed(gzipSync(BODY)));
    expect(result).toMatchObject({ outcome: 'fetched', body: new Uint8Array(BODY) });
  });

  it('counts with what comes out of it: a bomb of 20 KB ends at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(30_000);
    const result = await fetchFrom(compressed(bomb), { maxBytes: 1_000_000 });
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-too-large' });
  });

  it('is unreachable when it is cut off or no gzip', async () => {
    for (const body of [gzipSync(BODY).subarray(0, 20), BODY]) {
      const result = await fetchFrom(compressed(body));
      expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
    }
  });

  it('in another way is refused by name', async () => {
    for (const encoding of ['br', 'deflate', 'gzip, gzip']) {
      const result = await fetchFrom(compressed(BODY, encoding));
      expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
      expect(result).toHaveProperty('reason', expect.stringContaining(encoding));
    }
  });
});

describe('a body in pieces', () => {
  it('without Content-Length is put together however long it is', async () => {
    const body = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 31) & 0xff));
    const result = await fetchFrom((_, response) => {
      for (let start = 0; start < body.length; start += 70_000)
        response.write(body.subarray(start, start + 70_000));
      response.end();
    });
    expect(result.outcome === 'fetched' && Buffer.compare(result.body, body)).toBe(0);
  });
});

describe('a body that ends early', () => {
  it('is unreachable, in words', async () => {
    const result = await fetchFrom((_, response) => {
      response.writeHead(200, { 'content-length': '5000' });
      response.write(BODY, () => response.destroy());
    });
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
    expect(result).toHaveProperty(
      'reason',
      expect.stringMatching(/ could not be read: the connection broke off \(ECONNRESET\)\.$/),
    );
  });
});

describe('a server with a TLS certificate of nobody known', () => {
  it('is unreachable, in words', async () => {
    const keys = await generateKeys();
    const { der } = await (await createTestAuthority('CN=Nobody')).issueCertificate({ keys });
    const cert = new X509Certificate(der).toString();
    const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
    await using tls = createServer({ cert, key }, (_, response) => void response.end(BODY));
    await once(tls.listen(0, '127.0.0.1'), 'listening');
    const url = `https://127.0.0.1:${(tls.address() as AddressInfo).port}${PATH}`;
    const { reason } = (await fetcher().fetch(url)) as { readonly reason: string };
    expect(reason).toMatch(
      /^https:.* could not be read: this machine does not trust the TLS certificate there; /,
    );
  });
});

describe('a download that is stopped', () => {
  it('is unreachable at once', async () => {
    const stopping = new AbortController();
    server.answer(PATH, () => stopping.abort());
    const result = await fetcher().fetch(server.url(PATH), undefined, { signal: stopping.signal });
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
    expect(result).toHaveProperty('reason', expect.stringContaining('stopped'));
  });
});

describe('the time limit', () => {
  const limits = { timeLimitMilliseconds: 200 };

  it('ends a server that never answers', async () => {
    const result = await fetchFrom(() => undefined, limits);
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-timeout' });
  });

  it('ends a body that drips', async () => {
    const result = await fetchFrom((_, response) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    }, limits);
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-timeout' });
  });

  it('holds over all redirects together', async () => {
    const result = await fetchFrom((_, response) => {
      setTimeout(() => response.writeHead(302, { location: PATH }).end(), 90);
    }, limits);
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-timeout' });
  });
});

describe('redirects', () => {
  it('are followed three times', async () => {
    server.answer('/1', redirectTo('/2', 301));
    server.answer('/2', redirectTo(server.url('/3'), 307));
    server.answer('/3', redirectTo('/4', 308));
    server.answer('/4', BODY);
    expect((await fetcher().fetch(server.url('/1'))).outcome).toBe('fetched');
  });

  it('are not followed a fourth time', async () => {
    const result = await fetchFrom(redirectTo(PATH));
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
    expect(server.requests(PATH)).toHaveLength(4);
  });

  for (const target of [
    'file:///etc/passwd',
    'ftp://127.0.0.1/x',
    'ldap://127.0.0.1/x',
    'data:,x',
    'http://',
  ]) {
    it(`to ${target} are refused`, async () => {
      const result = await fetchFrom(redirectTo(target));
      expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
    });
  }

  it('without Location are refused', async () => {
    const result = await fetchFrom((_, response) => void response.writeHead(302).end());
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
  });

  it('do not lead past the address policy', async () => {
    const result = await fetchFrom(redirectTo('http://10.0.0.1/list.crl'));
    expect(result).toHaveProperty('reason', expect.stringContaining('policy'));
  });
});

describe('a connection that breaks', () => {
  it('before the answer is unreachable', async () => {
    const result = await fetchFrom((request) => void request.socket.destroy());
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
  });

  it('because another protocol answers is unreachable', async () => {
    const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: crl\r\n\r\n';
    const result = await fetchFrom(({ socket }) => void socket.write(switching));
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
    expect(result).toHaveProperty('reason', `${server.url(PATH)} answered with status 101.`);
  });

  it('within the body is unreachable', async () => {
    const result = await fetchFrom((request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => request.socket.destroy());
    });
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
  });

  it('because nobody listens is unreachable', async () => {
    const url = server.url(PATH);
    await server[Symbol.asyncDispose]();
    expect(await fetcher().fetch(url)).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
    server = await startCrlServer();
  });
});

describe('the address policy', () => {
  it('refuses loopback by default, by number and by name', async () => {
    server.answer(PATH, BODY);
    const url = server.url(PATH);
    for (const target of [
      url,
      url.replace('127.0.0.1', 'localhost'),
      url.replace('127.0.0.1', '[::ffff:127.0.0.1]'),
    ]) {
      const result = await createFetcher().fetch(target);
      expect(result, target).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
      expect(result, target).toHaveProperty('reason', expect.stringContaining('policy'));
    }
    expect(server.requests(PATH)).toHaveLength(0);
  });

  it('lets a name of this machine through where loopback is allowed', async () => {
    server.answer(PATH, BODY);
    const result = await fetcher().fetch(server.url(PATH).replace('127.0.0.1', 'localhost'));
    expect(result.outcome).toBe('fetched');
  });

  it('reads numbers as the URL standard does', async () => {
    server.answer(PATH, BODY);
    const disguised = server.url(PATH).replace('127.0.0.1', '0x7f.1');
    expect(await createFetcher().fetch(disguised)).toHaveProperty(
      'reason',
      expect.stringContaining('policy'),
    );
  });
});

describe('a URL that is none', () => {
  for (const url of ['', 'list.crl', 'http://', 'file:///etc/passwd', 'ldap://host/cn=ca', 'javascript:1']) {
    it(`${JSON.stringify(url)} is unreachable`, async () => {
      expect(await fetcher().fetch(url)).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
    });
  }
});
