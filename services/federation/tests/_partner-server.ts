import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { LabPki } from '@signet/lab';

/** A partner's web server on loopback that publishes one text; `hits` counts what came. */
export interface PartnerServer extends AsyncDisposable {
  readonly url: string;
  text: string;
  etag: string | undefined;
  status: number;
  /** Answered with a redirect instead. */
  location: string | undefined;
  /** Answers nobody before so many wait. */
  together: number;
  hits: number;
  notModified: number;
}

export async function startPartnerServer(pki?: LabPki): Promise<PartnerServer> {
  const partner = {
    text: '',
    etag: undefined as string | undefined,
    status: 200,
    location: undefined as string | undefined,
    together: 1,
    hits: 0,
    notModified: 0,
  };
  const waiting: (() => void)[] = [];
  const hold: Parameters<typeof createServer>[1] = (request, response) => {
    partner.hits += 1;
    waiting.push(() => answer(request, response));
    if (waiting.length >= partner.together) for (const go of waiting.splice(0)) go();
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (partner.etag !== undefined && request.headers['if-none-match'] === partner.etag) {
      partner.notModified += 1;
      response.writeHead(304).end();
      return;
    }
    if (partner.location !== undefined) {
      response.writeHead(302, { location: partner.location }).end();
      return;
    }
    const headers = partner.etag === undefined ? {} : { etag: partner.etag };
    response.writeHead(partner.status, headers).end(partner.text);
  };
  const server = pki
    ? createTlsServer({ cert: pki.tls.chainPem, key: pki.tls.privateKeyPem }, hold)
    : createServer(hold);
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(partner, {
    url: `${pki ? 'https' : 'http'}://localhost:${port}/metadata`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  });
}
