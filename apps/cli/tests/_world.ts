import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, createSystemClock } from '@signet/crypto';
import { type GrantId, guid, type SessionId } from '@signet/identity';
import {
  APPLICATION_IDS,
  CONTOSO_TENANT_ID,
  createLabPki,
  DEMO_PEOPLE,
  issueFaultyCertificate,
  type LabPki,
  seedOrganisation,
  startPublisher,
} from '@signet/lab';
import { openServices, readConfig, type Services } from '@signet/server';

/** A folder to run commands in, with an installation in `data` whose CRLs a publisher serves. */
export interface World extends AsyncDisposable {
  readonly folder: string;
  readonly publisherUrl: string;
  /** Of a server that runs on the installation, if one does. */
  readonly loginOrigin?: string;
}

const clock = createSystemClock();
const random = createRandom();

/**
 * The demo organisation without its server: PKI, directory, a session and a grant of Alice, three rows in the
 * sign-in log. Beside it `dora.cer`, her certificate, and two roots that nobody trusts: `woodgrove.cer`, and
 * `expired.cer` of the last century.
 */
export async function createWorld(): Promise<World> {
  const stack = new AsyncDisposableStack();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'signet-cli-')));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  const pki = await createLabPki({ clock, random, keyAlgorithm: 'p-256', folder: join(data, 'lab') });
  const publisher = stack.use(await startPublisher({ pki, port: 0 }));
  await writeFile(join(data, 'signet.json'), JSON.stringify(CONFIG));
  await writeFile(join(folder, 'dora.cer'), await fillDirectory(data, pki, publisher.url));
  await writeFile(join(folder, 'woodgrove.cer'), await createForeignRoot('Woodgrove', clock.now()));
  await writeFile(join(folder, 'expired.cer'), await createForeignRoot('Olden', 0));
  const owned = stack.move();
  return { folder, publisherUrl: publisher.url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function fillDirectory(data: string, pki: LabPki, crlBaseUrl: string): Promise<Uint8Array> {
  await using services = await openServices(await readConfig(join(data, 'signet.json'), {}));
  await seedOrganisation(services.directory, pki, {
    clock,
    random,
    loginOrigin: 'https://localhost:8443',
    federationSigningCertificate: pki.issuing.certificate,
    crlBaseUrl,
  });
  await signAliceIn(services);
  return await fillSignInLog(services, pki);
}

async function createForeignRoot(organisation: string, now: number): Promise<Uint8Array> {
  const pki = await createLabPki({ clock: { now: () => now }, random, keyAlgorithm: 'p-256', organisation });
  return pki.root.certificate;
}

async function signAliceIn({ directory }: Services): Promise<void> {
  const now = clock.now();
  const sessionId = guid<SessionId>(random.guid());
  const facts = {
    tenantId: CONTOSO_TENANT_ID,
    userId: DEMO_PEOPLE.alice.id,
    authTime: now,
    amr: ['fed', 'rsa'],
    certificate: undefined,
    createdAt: now,
  };
  await directory.sessions.add({ ...facts, id: sessionId, expiresAt: now + 3600, endedAt: undefined });
  await directory.grants.add({
    ...facts,
    id: guid<GrantId>(random.guid()),
    clientId: APPLICATION_IDS.web,
    sessionId,
    scopes: ['openid'],
    revokedAt: undefined,
    revokedBecause: undefined,
  });
}

/**
 * Dora tries a certificate that has expired without giving her name, signs in, and tries the expired one again.
 * Returns her good one.
 */
async function fillSignInLog({ signIn }: Services, pki: LabPki): Promise<Uint8Array> {
  const { displayName: commonName, userPrincipalName } = DEMO_PEOPLE.dora;
  const good = await pki.issueClientCertificate({ commonName, userPrincipalName });
  const person = { commonName, userPrincipalName };
  const expired = await issueFaultyCertificate(pki, 'expired', person, { clock, random });
  for (const [requestId, { certificate }, expectedUserPrincipalName] of [
    ['3f2504e0-4f89-41d3-9a0c-0305e82c3300', expired, undefined],
    ['3f2504e0-4f89-41d3-9a0c-0305e82c3301', good, userPrincipalName],
    ['3f2504e0-4f89-41d3-9a0c-0305e82c3302', expired, userPrincipalName],
  ] as const) {
    await signIn.decide({
      face: 'managed-certificate',
      tenantId: CONTOSO_TENANT_ID,
      client: {
        requestId,
        correlationId: '7d8a3c11-52f0-4c38-8a6e-6d0f4b1f9e20',
        remoteAddress: '192.0.2.7',
        userAgent: 'Firefox',
        appId: APPLICATION_IDS.web,
        now: clock.now(),
      },
      proof: {
        kind: 'certificate',
        peerCertificates: [certificate],
        expectedUserPrincipalName,
        audience: { kind: 'managed' },
      },
    });
  }
  return good.certificate;
}

const CONFIG = {
  database: 'sqlite:signet.sqlite',
  encryptionKey: { file: 'encryption.key' },
  tls: { certFile: 'lab/tls/server.pem', keyFile: 'lab/tls/server.key.pem' },
  listen: { twoPorts: { hostname: 'localhost', loginPort: 0, certificatePort: 0 } },
  revocation: { addresses: 'any' },
  log: { level: 'error' },
};
