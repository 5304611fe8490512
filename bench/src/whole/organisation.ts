import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, createSystemClock } from '@signet/crypto';
import {
  type ClientCertificate,
  CONTOSO_TENANT_ID,
  createLabPki,
  type LabPki,
  seedOrganisation,
  startPublisher,
} from '@signet/lab';
import {
  findFreePort,
  type Origins,
  openServices,
  originsOf,
  parseConfig,
  type ServerConfig,
} from '@signet/server';
import { type MeasuredServer, startMeasured } from '../measured-process.ts';
import type { TlsFiles } from './bare.ts';
import { addFirstPerson, copyFirstPerson, type Filled, type FillOptions } from './fill.ts';

/** The demo's organisation with many people in it, its CRLs in force, and its server in a process of its own. */
export interface MeasuredOrganisation extends AsyncDisposable {
  readonly server: MeasuredServer;
  readonly origins: Origins;
  /** PEM of what the server's TLS certificate comes from. */
  readonly ca: string;
  /** What its server shows. */
  readonly tls: TlsFiles;
  /** Some of its people, drawn evenly. */
  readonly people: readonly MeasuredPerson[];
  /** Refresh tokens of grants that were there before the server started, each of another person, drawn evenly. */
  readonly refreshTokens: readonly string[];
}

export interface MeasuredPerson {
  readonly userPrincipalName: string;
  readonly certificate: ClientCertificate;
}

export interface OrganisationSize {
  /** People, and as many grants: one each. */
  readonly users: number;
  readonly people: number;
  readonly refreshTokens: number;
}

/** All keys are RSA of 2,048 bits, as phones, TLS certificates and AD FS have them. */
export async function startOrganisation(size: OrganisationSize): Promise<MeasuredOrganisation> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'signet-bench-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const publisherPort = await findFreePort();
  const pki = await createLabPki({
    clock: createSystemClock(),
    random: createRandom(),
    publisherUrl: `http://localhost:${publisherPort}`,
  });
  stack.use(await startPublisher({ pki, port: publisherPort }));
  const config = await writeConfig(folder, pki);
  const { upns, refreshTokens } = await fill(config, join(folder, DATABASE), pki, size);
  const people = await Promise.all(upns.map((name) => issueFor(pki, name)));
  const server = stack.use(await startMeasured(SERVER, [join(folder, CONFIG)]));
  return {
    server,
    origins: originsOf(config.listen),
    ca: pki.root.certificatePem,
    tls: config.tls,
    people,
    refreshTokens,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function issueFor(pki: LabPki, userPrincipalName: string): Promise<MeasuredPerson> {
  const names = { commonName: userPrincipalName, userPrincipalName, rfc822Name: userPrincipalName };
  return { userPrincipalName, certificate: await pki.issueClientCertificate(names) };
}

async function fill(
  config: ServerConfig,
  database: string,
  pki: LabPki,
  size: OrganisationSize,
): Promise<Filled> {
  // Closed again, since the copying wants the database for itself.
  return copyFirstPerson(database, await seed(config, pki, size));
}

async function seed(config: ServerConfig, pki: LabPki, size: OrganisationSize): Promise<FillOptions> {
  await using services = await openServices(config);
  const { clock, directory, federationKeys, random } = services;
  await seedOrganisation(directory, pki, {
    clock,
    random,
    loginOrigin: originsOf(config.listen).login,
    federationIssuerUri: ISSUER_URI,
    federationSigningCertificate: (await federationKeys.current(clock.now())).certificate,
  });
  const all = await directory.certificateAuthorities.list(CONTOSO_TENANT_ID);
  const authority = all.find(({ issuer }) => issuer === pki.issuing.subject);
  if (authority === undefined) throw new Error('the issuing CA is not trusted');
  const options = { ...size, authority: { id: authority.id, subject: authority.issuer }, now: clock.now() };
  await addFirstPerson(directory, options);
  return options;
}

async function writeConfig(folder: string, pki: LabPki): Promise<ServerConfig> {
  const files = { certFile: join(folder, 'tls.pem'), keyFile: join(folder, 'tls.key') };
  await writeFile(files.certFile, pki.tls.chainPem);
  await writeFile(files.keyFile, pki.tls.privateKeyPem);
  const [loginPort, certificatePort] = [await findFreePort(), await findFreePort()];
  const settings = {
    database: `sqlite:${join(folder, DATABASE)}`,
    encryptionKey: { file: join(folder, 'encryption.key') },
    tls: files,
    listen: { address: '127.0.0.1', twoPorts: { hostname: 'localhost', loginPort, certificatePort } },
    federationServer: {
      tenantId: CONTOSO_TENANT_ID,
      issuerUri: ISSUER_URI,
      relyingParties: [
        {
          displayName: 'Token service',
          identifiers: ['urn:federation:MicrosoftOnline'],
          replyUrls: [`https://localhost:${loginPort}/login.srf`],
        },
      ],
    },
    revocation: { addresses: 'public-and-loopback' },
    log: { level: 'error' },
  };
  await writeFile(join(folder, CONFIG), JSON.stringify(settings));
  return parseConfig(settings);
}

const SERVER = new URL('./server.ts', import.meta.url);
const CONFIG = 'signet.json';
const DATABASE = 'signet.sqlite';
const ISSUER_URI = 'http://fs.contoso.example/adfs/services/trust';
