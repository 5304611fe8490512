import { createHash, type X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { FrontProxyOptions } from './_front-proxy.ts';

/** The certificate headers of one request, for the client's certificates as they came, leaf first. */
export type WriteHeaders = (certificates: readonly X509Certificate[]) => Readonly<Record<string, string>>;

/**
 * Terminates TLS as a proxy that is not in Debian does: takes any certificate or none, drops what the client says
 * in the headers that are its own, and writes them as its documentation and source say. The way on is proved by
 * the secret. `clientAddress`: where all its clients are said to be.
 */
export async function startWrittenFront(
  write: WriteHeaders,
  { front, upstream, certFile, keyFile, rootFile, secret = '' }: FrontProxyOptions,
  clientAddress = '127.0.0.1',
): Promise<AsyncDisposable> {
  const stack = new AsyncDisposableStack();
  const tls = { cert: await readFile(certFile), key: await readFile(keyFile) };
  const root = await readFile(rootFile);
  for (const name of ['login', 'certificate'] as const) {
    const asks = name === 'certificate' ? { requestCert: true, rejectUnauthorized: false } : {};
    const chains = new WeakMap<object, readonly X509Certificate[]>();
    const server = createServer({ ...tls, ...asks }, (incoming, outgoing) => {
      const headers = {
        ...withoutOwn(incoming),
        ...write(chains.get(incoming.socket) ?? []),
        'x-forwarded-for': clientAddress,
        'signet-proxy-secret': secret,
      };
      forward(incoming, outgoing, { port: upstream[name], headers, root });
    });
    server.on('secureConnection', (socket: TLSSocket) => chains.set(socket, chainOf(socket)));
    server.listen(front[name], '127.0.0.1');
    await once(server, 'listening');
    stack.defer(async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    });
  }
  return stack;
}

/**
 * Envoy, `SANITIZE_SET`: `Hash` always, then what `set_current_client_cert_details` names, PEM with these five octets
 * and no other in percent-encoding; the chain holds the leaf. Without a certificate there is no header.
 */
export function writtenByEnvoy(details: 'cert' | 'cert-and-chain'): WriteHeaders {
  return ([leaf, ...others]) => {
    if (leaf === undefined) return {};
    const hash = createHash('sha256').update(leaf.raw).digest('hex');
    const chain = [leaf, ...others].map(escapedByEnvoy).join('');
    const pairs = [
      'By=spiffe://contoso.example/front',
      `Hash=${hash}`,
      `Cert="${escapedByEnvoy(leaf)}"`,
      ...(details === 'cert' ? [] : [`Chain="${chain}"`]),
      `Subject="CN=Alice \\"A.\\" Ahlberg,O=Contoso; Ltd"`,
      'URI=',
      'DNS=alice.contoso.example',
    ];
    return { 'x-forwarded-client-cert': pairs.join(';') };
  };
}

/** Traefik's `passTLSClientCert` with `pem`: bodies of PEM without line breaks, `+` and `/` as they are, joined by commas. */
export const writtenByTraefik: WriteHeaders = (certificates) =>
  certificates.length === 0
    ? {}
    : { 'X-Forwarded-Tls-Client-Cert': certificates.map(({ raw }) => raw.toString('base64')).join(',') };

/** RFC 9440 with the chain, which is a list of its own without the leaf. */
export const writtenByRfc9440: WriteHeaders = ([leaf, ...others]) =>
  leaf === undefined
    ? {}
    : {
        'Client-Cert': byteSequence(leaf),
        ...(others.length > 0 && { 'Client-Cert-Chain': others.map(byteSequence).join(', ') }),
      };

const ENVOY_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '%0A',
  ' ': '%20',
  '+': '%2B',
  '/': '%2F',
  '=': '%3D',
};

function escapedByEnvoy(certificate: X509Certificate): string {
  return certificate.toString().replace(/[\n +/=]/g, (octet) => ENVOY_ESCAPES[octet] ?? octet);
}

function byteSequence({ raw }: X509Certificate): string {
  return `:${raw.toString('base64')}:`;
}

/** Read once, when the connection is secure: later node knows the leaf alone. */
function chainOf(socket: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let certificate = socket.getPeerX509Certificate();
  while (certificate && !chain.some(({ fingerprint256 }) => fingerprint256 === certificate?.fingerprint256)) {
    chain.push(certificate);
    certificate = certificate.issuerCertificate;
  }
  return chain;
}

function withoutOwn({ headers }: IncomingMessage): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_HEADERS.includes(name)));
}

const OWN_HEADERS = [
  'client-cert',
  'client-cert-chain',
  'x-forwarded-client-cert',
  'x-forwarded-tls-client-cert',
  'connection',
];

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  to: { readonly port: number; readonly headers: IncomingMessage['headers']; readonly root: Buffer },
): void {
  const { method, url: path } = incoming;
  const sent = request({
    host: '127.0.0.1',
    servername: 'localhost',
    ca: to.root,
    port: to.port,
    headers: to.headers,
    method,
    path,
    agent: false,
  });
  sent.once('response', (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(outgoing);
  });
  sent.once('error', () => outgoing.destroy());
  incoming.pipe(sent);
}
