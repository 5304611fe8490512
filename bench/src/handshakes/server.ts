import { constants, X509Certificate } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createKeyVault, createRandom, createSignatureVerifier, createSystemClock } from '@signet/crypto';
import { openSqliteDirectory } from '@signet/directory';
import { type Handler, startListeners } from '@signet/http';
import { type CertificateAuthority, guid, type TenantId } from '@signet/identity';
import { parseCertificate, validatePath } from '@signet/pki';
import { createRevocationService, createWorkerReader, type Fetcher } from '@signet/revocation';
import { answerCpuTime } from '../measured-process.ts';
import { type HandshakeFiles, pem } from './files.ts';
import { type NodeMode, WITHOUT_CRL } from './measured-server.ts';

// The server of the case `handshakes`, a process of its own so that its processor time can be told:
// `server.ts <mode> <files as JSON>`. Sends its port, and its processor time whenever it is asked.

const [mode, filesJson = '{}'] = process.argv.slice(2) as [NodeMode, string];
const files = JSON.parse(filesJson) as HandshakeFiles;
const identity = { key: files.leafKey, cert: files.leaf };
const port = mode === 'signet' ? await serveSignet() : await serveNode(mode === 'node-crl');
answerCpuTime(port);

// As the certificate listener and the sign-in decision work together: the handshake takes any certificate, the
// handler judges path and revocation.
async function serveSignet(): Promise<number> {
  const judges = await createJudges();
  const { ports } = await startListeners({
    routes: [
      { listener: 'certificate', method: 'GET', pattern: '/', handler: handlerOf(judges.withCrl) },
      { listener: 'certificate', method: 'GET', pattern: WITHOUT_CRL, handler: handlerOf(judges.withoutCrl) },
    ],
    tls: identity,
    twoPorts: {
      login: { hostname: 'localhost', port: 0 },
      certificate: { hostname: 'localhost', port: 0 },
    },
    clock: createSystemClock(),
    random: createRandom(),
    log: { info: () => undefined, error: (fields, message) => console.error(message, fields) },
  });
  return ports.twoPorts?.certificate ?? 0;
}

type Judge = (leaf: Uint8Array, now: number) => Promise<boolean>;

function handlerOf(judge: Judge): Handler {
  return async (_request, { peerCertificates: [leaf], now }) =>
    new Response(null, { status: leaf !== undefined && (await judge(leaf, now)) ? 200 : 403 });
}

async function createJudges(): Promise<Readonly<Record<'withCrl' | 'withoutCrl', Judge>>> {
  const anchors = [parseCertificate(derOf(files.root))];
  const intermediates = [parseCertificate(derOf(files.issuing))];
  const verifySignature = createSignatureVerifier();
  const { service, authority } = await startRevocation();
  const validate = (der: Uint8Array, time: number) =>
    validatePath({ leaf: parseCertificate(der), anchors, intermediates, time, verifySignature });
  return {
    withoutCrl: async (der, time) => validate(der, time).valid,
    withCrl: async (der, time) => {
      const verdict = validate(der, time);
      const [leaf] = verdict.path;
      if (!verdict.valid || leaf === undefined) return false;
      const { serialNumber } = leaf;
      const query = { authority, serialNumber, subjectIsCA: false, publishedAfter: undefined };
      return (await service.check(query)).status === 'good';
    },
  };
}

async function startRevocation() {
  const clock = createSystemClock();
  const path = join(files.folder, 'handshakes.sqlite');
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  const directory = await openSqliteDirectory({ path, keyVault: createKeyVault(new Uint8Array(32).fill(7)) });
  const tenantId = guid<TenantId>('11111111-1111-4111-8111-111111111111');
  const authority: CertificateAuthority = {
    id: guid('22222222-2222-4222-8222-222222222222'),
    tenantId,
    certificate: derOf(files.issuing),
    isRootAuthority: false,
    certificateRevocationListUrl: 'http://crl.bench.example/issuing.crl',
    deltaCertificateRevocationListUrl: undefined,
    issuer: 'CN=Bench Issuing CA',
    issuerSki: 'AB',
    createdAt: clock.now(),
  };
  await directory.tenants.add({ id: tenantId, displayName: 'Bench', createdAt: clock.now() });
  await directory.certificateAuthorities.add(authority);
  const fetcher: Fetcher = {
    fetch: async () => ({
      outcome: 'fetched',
      body: readFileSync(files.crl),
      etag: undefined,
      lastModified: undefined,
    }),
  };
  const service = createRevocationService({
    directory,
    clock,
    fetcher,
    verifySignature: createSignatureVerifier(),
    reader: createWorkerReader({ verifierModule: import.meta.resolve('@signet/crypto') }),
  });
  const [refreshed] = await service.refresh(authority);
  if (refreshed?.outcome !== 'updated')
    throw new Error(`the CRL is not in force: ${JSON.stringify(refreshed)}`);
  return { service, authority };
}

// What Node offers: libssl judges chain and CRL in the handshake.
async function serveNode(withCrl: boolean): Promise<number> {
  const server = createServer(
    {
      ...identity,
      ca: [readFileSync(files.root), readFileSync(files.issuing)],
      requestCert: true,
      rejectUnauthorized: true,
      // As ours: nothing is resumed.
      secureOptions: constants.SSL_OP_NO_TICKET,
      ...(withCrl && { crl: [files.rootCrl, files.crl].map((path) => pem('X509 CRL', readFileSync(path))) }),
    },
    (_request, response) => response.end(),
  );
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return (server.address() as AddressInfo).port;
}

function derOf(path: string): Uint8Array {
  return new X509Certificate(readFileSync(path)).raw;
}
