import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, createSystemClock } from '@signet/crypto';
import type { CertificateAuthority, Clock, SignInLogEntry } from '@signet/identity';
import {
  APPLICATION_IDS,
  type Browser,
  type ClientCertificate,
  CONTOSO_TENANT_ID,
  createBrowser,
  createFetch,
  createLabPki,
  type DemoPerson,
  isCertificateOriginOf,
  type LabPki,
  type Publisher,
  type SeededOrganisation,
  seedOrganisation,
  startPublisher,
  type TlsIdentity,
} from '@signet/lab';
import {
  findFreePort,
  type IdentityIssuer,
  openServices,
  originsOf,
  parseConfig,
  type ServerConfig,
  type ServiceOverrides,
  type SignetServer,
  startServer,
} from '@signet/server';

/** The whole system on free ports, in this process: lab PKI, publisher, server, seeded organisation. */
export interface World extends AsyncDisposable {
  readonly folder: string;
  readonly config: ServerConfig;
  readonly pki: LabPki;
  readonly publisher: Publisher;
  readonly server: SignetServer;
  readonly webAppOrigin: string;
  readonly webAppClientSecret: string;
  /** Issues a certificate that names the person in both fields. */
  issueFor(person: DemoPerson): Promise<ClientCertificate>;
  /** For client libraries: trusts the lab's root and finds the world's host names on this machine. */
  readonly fetch: typeof fetch;
  /** A browser that trusts the lab's root and may hold a certificate. */
  openBrowser(clientCertificate?: TlsIdentity): Browser;
  /** Revokes, publishes and has the server take the new CRLs up. */
  revoke(certificate: ClientCertificate): Promise<void>;
  refreshCrls(): Promise<void>;
  findIssuingAuthority(): Promise<CertificateAuthority>;
  /** The newest row of the sign-in log. */
  newestLogEntry(): Promise<SignInLogEntry>;
}

export interface WorldOptions {
  readonly clock?: Clock;
  /** Default: an SQLite file in the world's folder. */
  readonly database?: string;
  /** SNI on one port instead of two ports. */
  readonly onePort?: boolean;
  /** Ports for a proxy in front instead of ports of one's own; its two addresses become the world's. */
  readonly behindProxy?: NonNullable<ServerConfig['listen']['behindProxy']>;
  /** Limits of CRL downloads other than the default ones. */
  readonly revocation?: Partial<ServerConfig['revocation']>;
  /** Mail settings other than the default ones. */
  readonly mail?: ServerConfig['mail'];
  /** Whether test users have passwords. Default: off. */
  readonly passwords?: ServerConfig['passwords'];
  /** Of one network. Default: the server's own. */
  readonly signInRequestsPerMinute?: number;
  readonly loggedRefusalsPerMinute?: number;
  /** How tokens for Graph are signed. Default: RS256. */
  readonly graphTokenSigning?: ServerConfig['graphTokenSigning'];
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'signet-world-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const services = { clock: options.clock ?? createSystemClock(), random: createRandom() };
  const publisherPort = await findFreePort();
  const pki = await createLabPki({
    ...services,
    keyAlgorithm: 'p-256',
    publisherUrl: `http://localhost:${publisherPort}`,
  });
  const publisher = stack.use(await startPublisher({ pki, port: publisherPort }));
  const config = await writeConfig(folder, pki, options);
  const overrides = options.clock ? { clock: options.clock } : {};
  const webAppOrigin = `http://localhost:${await findFreePort()}`;
  // Before the server starts, so that it knows from its first handshake which CAs to name.
  const organisation = await seed(config, overrides, pki, webAppOrigin);
  const server = stack.use(await startServer(config, { ...overrides, issueIdentity: issuerOf(pki) }));
  const { directory, revocation } = server.services;
  const refreshCrls = async (): Promise<void> => {
    for (const authority of await directory.certificateAuthorities.listAll())
      await revocation.refresh(authority);
  };
  return {
    folder,
    config,
    pki,
    publisher,
    server,
    webAppOrigin,
    webAppClientSecret: organisation.webAppClientSecret ?? '',
    issueFor: (person) =>
      pki.issueClientCertificate({
        commonName: person.displayName,
        userPrincipalName: person.userPrincipalName,
        rfc822Name: person.userPrincipalName,
      }),
    fetch: createFetch(pki.root.certificatePem, findAddress),
    openBrowser: (clientCertificate) =>
      createBrowser({
        ca: pki.root.certificatePem,
        ...(clientCertificate && { clientCertificate }),
        isCertificateOrigin: isCertificateOriginOf(server.origins.certificate),
        findAddress,
      }),
    refreshCrls,
    async revoke({ serialNumber }) {
      await pki.revoke(serialNumber, 'keyCompromise');
      await pki.publish();
      await refreshCrls();
    },
    async findIssuingAuthority() {
      const all = await directory.certificateAuthorities.list(CONTOSO_TENANT_ID);
      return all.find(({ issuer }) => issuer === pki.issuing.subject)!;
    },
    async newestLogEntry() {
      const { items } = await directory.signInLog.list({}, { limit: 1 });
      return items[0]!;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Certificates for phones, as the demo gives them out. */
function issuerOf(pki: LabPki): IdentityIssuer {
  return async ({ displayName: commonName, userPrincipalName }) => {
    const client = await pki.issueClientCertificate({ commonName, userPrincipalName });
    return { ...client, authorities: [pki.issuing.certificate, pki.root.certificate] };
  };
}

async function seed(
  config: ServerConfig,
  overrides: ServiceOverrides,
  pki: LabPki,
  webAppOrigin: string,
): Promise<SeededOrganisation> {
  await using services = await openServices(config, overrides);
  const { directory, federationKeys, clock, random } = services;
  return await seedOrganisation(directory, pki, {
    clock,
    random,
    loginOrigin: originsOf(config.listen).login,
    federationIssuerUri: ISSUER_URI,
    federationSigningCertificate: (await federationKeys.current(clock.now())).certificate,
    crlBaseUrl: pki.publisherUrl,
    webAppOrigin,
  });
}

async function writeConfig(folder: string, pki: LabPki, options: WorldOptions): Promise<ServerConfig> {
  const certFile = join(folder, 'tls.pem');
  const keyFile = join(folder, 'tls.key');
  await writeFile(certFile, pki.tls.chainPem);
  await writeFile(keyFile, pki.tls.privateKeyPem);
  const [loginPort, certificatePort] = [await findFreePort(), await findFreePort()];
  const login =
    options.behindProxy?.loginOrigin ??
    `https://${options.onePort ? 'login.contoso.example' : 'localhost'}:${loginPort}`;
  const settings = {
    database: options.database ?? `sqlite:${join(folder, 'signet.sqlite')}`,
    encryptionKey: { file: join(folder, 'encryption.key') },
    tls: { certFile, keyFile },
    listen: {
      address: '127.0.0.1',
      ...listenForm(options, loginPort, certificatePort),
    },
    federationServer: {
      tenantId: CONTOSO_TENANT_ID,
      issuerUri: ISSUER_URI,
      relyingParties: [
        {
          displayName: 'Token service',
          identifiers: ['urn:federation:MicrosoftOnline'],
          replyUrls: [`${login}/login.srf`],
        },
      ],
    },
    adminCenter: { tenantId: CONTOSO_TENANT_ID, clientId: APPLICATION_IDS.admin },
    revocation: { addresses: 'public-and-loopback', ...options.revocation },
    ...(options.mail && { mail: options.mail }),
    ...(options.passwords && { passwords: options.passwords }),
    ...(options.graphTokenSigning && { graphTokenSigning: options.graphTokenSigning }),
    ...(options.signInRequestsPerMinute && { signInRequestsPerMinute: options.signInRequestsPerMinute }),
    ...(options.loggedRefusalsPerMinute && { loggedRefusalsPerMinute: options.loggedRefusalsPerMinute }),
    log: { level: 'error' },
  };
  // For the commands of `signet`, which read it there.
  await writeFile(join(folder, 'signet.json'), JSON.stringify(settings));
  return parseConfig(settings);
}

function listenForm(
  { onePort, behindProxy }: WorldOptions,
  loginPort: number,
  certificatePort: number,
): object {
  if (behindProxy) return { behindProxy };
  if (!onePort) return { twoPorts: { hostname: 'localhost', loginPort, certificatePort } };
  const loginHostname = 'login.contoso.example';
  return { onePort: { port: loginPort, loginHostname, certificateHostname: `certauth.${loginHostname}` } };
}

function findAddress(): string {
  return '127.0.0.1';
}

export const ISSUER_URI = 'http://fs.contoso.example/adfs/services/trust';
