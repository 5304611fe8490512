import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type CertificateHeader, readCertificateHeader } from '@signet/http/certificate-headers';
import { type ClientCertificate, DEMO_PEOPLE } from '@signet/lab';
import { findFreePort } from '@signet/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BehindFront, REFUSED_CERTIFICATES, startBehindFront } from './_behind-front.ts';
import { walkFederatedJourney } from './_federated-journey.ts';
import { type FrontProxyOptions, HAPROXY, isInstalled, startHaproxyWithChain } from './_front-proxy.ts';
import { attemptSignIn, expectRefusedOnPage } from './_refusals.ts';
import {
  startWrittenFront,
  type WriteHeaders,
  writtenByEnvoy,
  writtenByRfc9440,
  writtenByTraefik,
} from './_written-front.ts';

const { alice } = DEMO_PEOPLE;

const FORMS: readonly {
  readonly name: string;
  readonly form: CertificateHeader;
  readonly start: (options: FrontProxyOptions) => Promise<AsyncDisposable>;
  readonly isHere: boolean;
}[] = [
  {
    name: 'the certificate and chain of HAProxy itself',
    form: 'haproxy',
    start: startHaproxyWithChain,
    isHere: isInstalled(HAPROXY),
  },
  written('the certificate as Envoy writes it', 'envoy', writtenByEnvoy('cert')),
  written('certificate and chain as Envoy writes them', 'envoy', writtenByEnvoy('cert-and-chain')),
  written('certificate and chain as Traefik writes them', 'traefik', writtenByTraefik),
  written('certificate and chain of RFC 9440', 'rfc-9440', writtenByRfc9440),
];

describe.each(FORMS)('behind a proxy that hands on $name', ({ form, start, isHere }) => {
  let behind: BehindFront | undefined;

  beforeAll(async () => {
    if (isHere) behind = await startBehindFront({ form, proof: 'secret', start });
  });
  afterAll(() => behind?.[Symbol.asyncDispose]());

  it.skipIf(!isHere)('a federated sign-in goes through to the revocation', async () => {
    const { world, front } = behind!;
    const visited = await walkFederatedJourney(world);
    expect([...new Set(visited.map(({ port }) => Number(port)))]).toEqual([front.login, front.certificate]);
  });

  it.skipIf(!isHere).each(REFUSED_CERTIFICATES)(
    '$what is refused as without a proxy',
    async ({ issue, what: _what, ...refusal }) => {
      const { world } = behind!;
      const attempt = await attemptSignIn(world, alice.userPrincipalName, await issue(world));
      await expectRefusedOnPage(world, attempt, { ...refusal, face: 'federation-server' });
    },
  );

  it.skipIf(!isHere)('what arrives is what was sent in the handshake', async () => {
    const { world, options } = behind!;
    const sent = await world.issueFor(alice);
    const headers = await headersBehind(options, sent);
    const received = readCertificateHeader(form, (name) => headers[name] ?? []);
    const pem = sent.chainPem.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? [];
    const chain = pem.map((each) => new X509Certificate(each).raw.toString('base64'));
    expect(chain).toHaveLength(2);
    const expected = start === FORMS[1]?.start ? chain.slice(0, 1) : chain;
    expect(received.map((der) => Buffer.from(der).toString('base64'))).toEqual(expected);
  });

  /** What another front of the kind hands to somebody who only listens. */
  async function headersBehind(
    options: FrontProxyOptions,
    { chainPem: cert, privateKeyPem: key }: ClientCertificate,
  ): Promise<Readonly<Record<string, readonly string[] | undefined>>> {
    const tls = { cert: await readFile(options.certFile), key: await readFile(options.keyFile) };
    await using listener = createServer(tls);
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const front = { login: await findFreePort(), certificate: await findFreePort() };
    await using _front = await start({ ...options, front, upstream: { login: port, certificate: port } });
    const host = { host: '127.0.0.1', servername: 'localhost', port: front.certificate };
    const ca = behind!.world.pki.root.certificatePem;
    const sent = request({ ...host, ca, cert, key, agent: false, headers: { host: 'localhost' } });
    sent.on('error', () => undefined).end();
    const [incoming, outgoing] = (await once(listener, 'request')) as [IncomingMessage, ServerResponse];
    outgoing.writeHead(200, { connection: 'close' }).end();
    await once(sent, 'close');
    return incoming.headersDistinct;
  }
});

function written(name: string, form: CertificateHeader, write: WriteHeaders): (typeof FORMS)[number] {
  return { name, form, start: (options) => startWrittenFront(write, options), isHere: true };
}
