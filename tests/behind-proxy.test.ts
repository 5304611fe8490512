import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { type ClientCertificate, DEMO_PEOPLE, type TlsIdentity } from '@signet/lab';
import { findFreePort } from '@signet/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BehindFront, REFUSED_CERTIFICATES, SECRET, startBehindFront } from './_behind-front.ts';
import { walkFederatedJourney } from './_federated-journey.ts';
import {
  type FrontProxyOptions,
  HAPROXY,
  isInstalled,
  NGINX,
  startHaproxy,
  startNginx,
} from './_front-proxy.ts';
import { attemptSignIn, authorizeUrl, challengeOf, expectRefusedOnPage } from './_refusals.ts';
import { startWorld, type World, type WorldOptions } from './_world.ts';

const { alice } = DEMO_PEOPLE;

const FRONTS = [
  { name: 'nginx', program: NGINX, form: 'nginx', proof: 'certificate', start: startNginx },
  { name: 'HAProxy', program: HAPROXY, form: 'rfc-9440', proof: 'secret', start: startHaproxy },
] as const;

describe.each(FRONTS)('behind $name, which proves itself by a $proof', ({ program, form, proof, start }) => {
  let behind: BehindFront | undefined;
  let world: World;
  let front: FrontProxyOptions['front'];
  let upstream: FrontProxyOptions['upstream'];
  let strangers: TlsIdentity;

  beforeAll(async () => {
    if (!isInstalled(program)) return;
    behind = await startBehindFront({ form, proof, start });
    ({ world, front, upstream, strangers } = behind);
  });
  afterAll(() => behind?.[Symbol.asyncDispose]());

  it.skipIf(!isInstalled(program))('a federated sign-in goes through to the revocation', async () => {
    const visited = await walkFederatedJourney(world);
    expect([...new Set(visited.map(({ port }) => Number(port)))]).toEqual([front.login, front.certificate]);
    expect((await world.newestLogEntry()).ipAddress).toBe('127.0.0.1');
  });

  it.skipIf(!isInstalled(program)).each(REFUSED_CERTIFICATES)(
    '$what is refused as without a proxy',
    async ({ issue, what: _what, ...refusal }) => {
      const attempt = await attemptSignIn(world, alice.userPrincipalName, await issue(world));
      await expectRefusedOnPage(world, attempt, { ...refusal, face: 'federation-server' });
    },
  );

  it.skipIf(!isInstalled(program))('a forged header of a client is replaced', async () => {
    const forged = forgedHeaders(await world.issueFor(alice));
    const { pathname, search } = await pathToCertificateHost(world);
    const { body } = await ask(world, front.certificate, forged, undefined, pathname + search);
    expect(body).toContain('AADSTS50192');
    expect(await world.newestLogEntry()).toMatchObject({ code: 'no-certificate', ipAddress: '127.0.0.1' });
  });

  it.skipIf(!isInstalled(program))(
    'no way of writing a request has the server take a forged header',
    async () => {
      const forged = forgedHeaders(await world.issueFor(alice));
      const { pathname, search } = await pathToCertificateHost(world);
      const path = pathname + search;
      const host = `Host: localhost:${front.certificate}`;
      const names = ['client-cert', 'x-ssl-client-cert', 'x-forwarded-client-cert'] as const;
      const shapes: readonly ((name: string, value: string) => string)[] = [
        (name, value) => `${name}: ${value}`,
        (name, value) => `${name.toUpperCase()}: ${value}\r\n${name}: ${value}`,
        (name, value) => `${name.replaceAll('-', '_')}: ${value}`,
        (name, value) => `${name} : ${value}`,
        (name, value) => `X: y\r\n ${name}: ${value}`,
        (name, value) => `X: y\n${name}: ${value}`,
        (name, value) => `X: y\r${name}: ${value}`,
        (name, value) => `${name}: ${value}\r\nConnection: close, ${name}`,
        (name, value) => `${name}: ${value}\r\nConnection: Signet-Proxy-Secret`,
      ];
      const plain = `GET ${path} HTTP/1.1\r\n${host}\r\n`;
      const requests = names.flatMap((name) =>
        shapes.map((shape) => `${plain}${shape(name, forged[name] ?? '')}\r\nConnection: close\r\n\r\n`),
      );
      const inner = `${plain}${names.map((name) => `${name}: ${forged[name]}`).join('\r\n')}\r\n\r\n`;
      const chunk = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`;
      const post = `POST ${path} HTTP/1.1\r\n${host}\r\n`;
      const smuggled = [
        `${post}Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
        `${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
        `${post}Transfer-Encoding: xchunked\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
        `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n${chunk}`,
        `${post}Content-Length: 0\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
        `${post}Transfer-Encoding: chunked\r\n\r\n${chunk.replace('\r\n', ';x\n\r\n')}`,
        `GET ${path} HTTP/1.1\r\n${host}\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
        `GET ${path} HTTP/1.1\r\n${host}\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAA\r\n\r\n${inner}`,
        `GET https://localhost:${front.certificate}${path} HTTP/1.1\r\n${host}\r\n\r\n${inner}`,
      ];
      for (const request of [...requests, ...smuggled]) {
        const answer = await speak(front.certificate, request);
        const shown = request.slice(0, 400);
        expect(answer.includes('alice') || answer.includes('name="result"'), shown).toBe(false);
        expect(answer, shown).toMatch(/^HTTP\/1\.[01] |^$/);
      }
      // The same path with the certificate itself is what they were after.
      const { body } = await ask(world, front.certificate, {}, await world.issueFor(alice), path);
      expect(body).toContain('name="result"');
    },
  );

  it.skipIf(!isInstalled(program))('the port for the proxy takes nobody else’s word', async () => {
    const certificate = await world.issueFor(alice);
    const forged = { ...forgedHeaders(certificate), host: `localhost:${front.certificate}` };
    const attempts = [
      { headers: forged },
      { headers: { ...forged, 'signet-proxy-secret': '8Zk3vWn0Qx5rT1yBc7Lx' } },
      { headers: forged, identity: certificate },
      { headers: forged, identity: strangers },
    ];
    for (const { headers, identity } of attempts) {
      const { status, body } = await ask(world, upstream.certificate, headers, identity);
      expect(status).toBe(403);
      expect(JSON.parse(body)).toMatchObject({ error: 'access_denied' });
    }
  });
});

let unproxied: World;
beforeAll(async () => {
  unproxied = await startWorld();
});
afterAll(() => unproxied?.[Symbol.asyncDispose]());

describe('a server without a proxy', () => {
  it('takes no certificate out of a header', async () => {
    const certificate = await unproxied.issueFor(alice);
    const handle = await pathToCertificateHost(unproxied);
    const headers = { ...forgedHeaders(certificate), 'signet-proxy-secret': SECRET };
    const { body } = await ask(
      unproxied,
      Number(handle.port),
      headers,
      undefined,
      handle.pathname + handle.search,
    );
    expect(body).toContain('AADSTS50192');
  });
});

describe.each([
  ['x-arr-clientcert', 'the base64'],
  ['x-client-cert', 'the base64'],
  ['ssl_client_cert', 'the base64'],
  ['x-ssl-client-verify', 'SUCCESS'],
  ['x-ssl-client-s-dn', 'CN=Alice Ahlgren'],
  ['x-amzn-mtls-clientcert-leaf', 'the base64'],
  ['cf-client-cert-der-base64', 'the base64'],
  ['x-forwarded-for', '203.0.113.7'],
  ['x-real-ip', '203.0.113.7'],
  ['forwarded', 'for=203.0.113.7;host=evil.example'],
])('%s, which only a proxy may send', (name, said) => {
  it('brings a server without a proxy neither a certificate nor an address', async () => {
    const certificate = await unproxied.issueFor(alice);
    const { port, pathname, search } = await pathToCertificateHost(unproxied);
    const value = said === 'the base64' ? Buffer.from(certificate.certificate).toString('base64') : said;
    const { body } = await ask(unproxied, Number(port), { [name]: value }, undefined, pathname + search);
    expect(body).toContain('AADSTS50192');
    const row = await unproxied.newestLogEntry();
    expect(row).toMatchObject({ code: 'no-certificate', ipAddress: '127.0.0.1', certificate: undefined });
    expect(JSON.stringify(row)).not.toContain('evil.example');
  });
});

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:50123', '203.0.113.7'],
  ['[2001:db8::7]:50123', '2001:db8::7'],
  ['[2001:db8::7]', '2001:db8::7'],
  ['2001:db8::7', '2001:db8::7'],
  // Nobody's address: that of the connection stays.
  ['203.0.113.7:50123:1', '127.0.0.1'],
  ['[203.0.113.7', '127.0.0.1'],
  ['[]:1', '127.0.0.1'],
  ['unknown', '127.0.0.1'],
  ['203.0.113.7:x', '127.0.0.1'],
])('takes %j, the last of X-Forwarded-For, for the client %s', async (said, expected) => {
  await using front = await startFront({});
  await front.get('/common/oauth2/v2.0/authorize?client_id=x', said);
  expect(await front.world.newestLogEntry()).toMatchObject({ ipAddress: expected });
});

describe('a network from which too much comes', () => {
  it('is told to wait for a minute when it begins sign-ins, while others and this machine sign in', async () => {
    await using front = await startFront({ signInRequestsPerMinute: 9 });
    const paths = [
      authorizePath(front.world),
      '/common/oauth2/deviceauth',
      '/adfs/ls/?wa=wsignin1.0&wtrealm=urn:federation:MicrosoftOnline',
    ];
    const statuses = async (address: (index: number) => string, times: number): Promise<unknown[]> => {
      const seen: unknown[] = [];
      for (let index = 0; index < times; index += 1)
        seen.push((await front.get(paths[index % paths.length] ?? '', address(index))).status);
      return seen;
    };
    const allowed = Array<number>(9).fill(200);
    expect(await statuses(() => '203.0.113.7', 11)).toEqual([...allowed, 429, 429]);
    // One customer of IPv6 has a network of addresses.
    expect(await statuses((index) => `2001:db8::${index}`, 10)).toEqual([...allowed, 429]);
    expect(await statuses(() => '127.0.0.1', 10)).toEqual([...allowed, 200]);
    const discovery = '/common/v2.0/.well-known/openid-configuration';
    expect((await front.get(discovery, '203.0.113.7')).status).toBe(200);
    expect((await front.get(paths[0] ?? '', '203.0.113.8')).status).toBe(200);
    front.wait(60);
    expect(await statuses(() => '203.0.113.7', 2)).toEqual([200, 200]);
  });

  it('is refused as ever, and fills the sign-in log with so many rows a minute', async () => {
    await using front = await startFront({ loggedRefusalsPerMinute: 3 });
    const { signInLog } = front.world.server.services.directory;
    const unknown = authorizePath(front.world).replace(/client_id=[^&]+/, 'client_id=nobody');
    const countRefused = async (address: string, times: number): Promise<number> => {
      for (let index = 0; index < times; index += 1)
        expect((await front.get(unknown, address)).body).toContain('AADSTS700016');
      const { items } = await signInLog.list({ outcome: 'refused' }, { limit: 100 });
      return items.filter(({ ipAddress }) => ipAddress === address).length;
    };
    expect(await countRefused('203.0.113.7', 5)).toBe(3);
    expect(await countRefused('203.0.113.8', 2)).toBe(2);
    front.wait(60);
    expect(await countRefused('203.0.113.7', 2)).toBe(5);
  });
});

function authorizePath(world: World): string {
  const { pathname, search } = new URL(authorizeUrl(world, challengeOf('v'.repeat(43))));
  return `${pathname}${search}`;
}

interface Front extends AsyncDisposable {
  readonly world: World;
  /** As the proxy asks for somebody at this address. */
  get(path: string, address: string): ReturnType<typeof ask>;
  wait(seconds: number): void;
}

/** A server behind a proxy that proves itself by a secret, at the beginning of a minute. */
async function startFront(
  options: Pick<WorldOptions, 'signInRequestsPerMinute' | 'loggedRefusalsPerMinute'>,
): Promise<Front> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'signet-front-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const proxySecretFile = join(folder, 'secret');
  await writeFile(proxySecretFile, SECRET);
  let now = Math.floor(Date.now() / 60_000) * 60;
  const [loginPort, certificatePort] = [await findFreePort(), await findFreePort()];
  const world = stack.use(
    await startWorld({
      ...options,
      clock: { now: () => now },
      behindProxy: {
        loginPort,
        certificatePort,
        loginOrigin: 'https://login.contoso.example',
        certificateOrigin: 'https://certauth.login.contoso.example',
        certificateHeader: 'rfc-9440',
        proxySecretFile,
      },
    }),
  );
  return {
    world,
    get(path, address) {
      const host = 'login.contoso.example';
      const headers = { host, 'signet-proxy-secret': SECRET, 'x-forwarded-for': `1.2.3.4, ${address}` };
      return ask(world, loginPort, headers, undefined, path);
    },
    wait(seconds) {
      now += seconds;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Where the browser is sent to show its certificate. */
async function pathToCertificateHost(world: World): Promise<URL> {
  const { certificate } = world.server.origins;
  const { outcome } = await attemptSignIn(world, alice.userPrincipalName, undefined);
  const step = outcome.steps.find(({ url }) => new URL(url).origin === certificate);
  if (step === undefined) throw new Error('the browser never went to the certificate host');
  return new URL(step.url);
}

function forgedHeaders({ certificate, certificatePem }: ClientCertificate): Record<string, string> {
  const base64 = Buffer.from(certificate).toString('base64');
  const pem = encodeURIComponent(certificatePem);
  return {
    accept: 'application/json',
    'client-cert': `:${base64}:`,
    'x-ssl-client-cert': pem,
    'x-forwarded-client-cert': `Cert="${pem}"`,
    'x-forwarded-tls-client-cert': base64,
    'x-forwarded-for': '203.0.113.7',
  };
}

async function ask(
  world: World,
  port: number,
  headers: Readonly<Record<string, string>>,
  identity?: TlsIdentity,
  path = '/adfs/ls/certificate',
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    headers: { host: `localhost:${port}`, ...headers },
    servername: 'localhost',
    ca: world.pki.root.certificatePem,
    agent: false,
    ...(identity && { cert: identity.chainPem, key: identity.privateKeyPem }),
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, body };
}

/** All that comes back until the other side closes, or says nothing more for a moment. */
function speak(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false });
    let said = '';
    const end = (): void => {
      socket.destroy();
      resolve(said);
    };
    socket.setEncoding('latin1').on('data', (chunk) => {
      said += chunk;
    });
    socket.setTimeout(QUIET_MILLISECONDS, end).on('close', end).on('error', end);
    // Let a second answer on the connection come as well, then close.
    socket.write(
      `${bytes}GET /nothing HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`,
      'latin1',
    );
  });
}

/** A proxy that waits for the rest of a request. */
const QUIET_MILLISECONDS = 500;
