import { createRandom, createSystemClock } from '@signet/crypto';
import {
  APPLICATION_IDS,
  DEMO_PEOPLE,
  type LabPki,
  type SeededOrganisation,
  seedOrganisation,
  startControl,
  startWebApp,
  type WebApp,
} from '@signet/lab';
import { parseCertificate } from '@signet/pki';
import {
  type IdentityIssuer,
  openServices,
  originsOf,
  readConfig,
  type ServerConfig,
  type SignetServer,
  startServer,
} from '@signet/server';
import type { Installation } from '../installation.ts';
import { readPresentedCertificates } from '../presented-certificates.ts';
import { deliverDemoMail } from './deliver-demo-mail.ts';
import {
  type DemoPorts,
  findPersonFiles,
  keepWebAppSecret,
  openDemoFiles,
  storePersonFiles,
} from './demo-files.ts';
import { answerFaultCall } from './faults/answer-fault-call.ts';
import { createDemoClock } from './faults/demo-clock.ts';
import { type DemoPublisher, startDemoPublisher } from './faults/demo-publisher.ts';
import { createFaults } from './faults/faults.ts';
import type { JourneyStage } from './journey-stage.ts';
import { refreshTrustedCrls } from './refresh-crls.ts';

/**
 * A running demo organisation: server, CRL publisher and web app in this process, on one data folder, through which
 * other processes can break it on purpose (`signet lab fault`).
 */
export interface DemoWorld extends AsyncDisposable {
  readonly server: SignetServer;
  readonly publisher: DemoPublisher;
  readonly webApp: WebApp;
  readonly pki: LabPki;
  readonly organisation: SeededOrganisation;
  readonly people: readonly DemoIdentity[];
}

/** The world as the journey's stage. */
export function stageOf({ server, pki }: DemoWorld): JourneyStage {
  const { services, origins } = server;
  return {
    origins,
    pki,
    refreshCrls: () => refreshTrustedCrls(services),
    deliverMail: (to, subject) => deliverDemoMail(services, to, subject),
  };
}

/** A certificate to import into a browser or a phone. */
export interface DemoIdentity {
  readonly userPrincipalName: string;
  readonly p12File: string;
  readonly p12Password: string;
  /** Since an earlier run; it stays in its place, for the PKI alone decides what it issues. */
  readonly isRevoked: boolean;
}

export async function startDemoWorld(installation: Installation, ports: DemoPorts): Promise<DemoWorld> {
  const stack = new AsyncDisposableStack();
  try {
    const services = { clock: createSystemClock(), random: createRandom() };
    const pki = await openDemoFiles(installation, ports, services);
    const publisher = stack.use(await startDemoPublisher({ pki, port: ports.publisher }));
    const config = await readConfig(installation.configFile, process.env);
    // Before the server starts, so that it knows from its first handshake which CAs to name.
    const organisation = await seed(config, pki, publisher, ports);
    const clock = createDemoClock(services.clock);
    const server = stack.use(
      await startServer(config, { issueIdentity: issuerOf(pki), clock, extraTrust: pki.root.certificatePem }),
    );
    const webApp = stack.use(await openWebApp(installation, server, pki, organisation, ports));
    const people = await issueIdentities(installation, pki);
    const faults = createFaults({
      publisher,
      pki,
      clock,
      machine: services.clock,
      services: server.services,
    });
    stack.use(await startControl(installation.labFolder, answerFaultCall(faults), services.random));
    const owned = stack.move();
    const dispose = (): Promise<void> => owned.disposeAsync();
    return { server, publisher, webApp, pki, organisation, people, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** What the demo's PKI gives out for phones. */
function issuerOf(pki: LabPki): IdentityIssuer {
  return async ({ displayName, userPrincipalName, mail }) => {
    const client = await pki.issueClientCertificate({
      commonName: displayName,
      userPrincipalName,
      rfc822Name: mail ?? userPrincipalName,
    });
    return { ...client, authorities: [pki.issuing.certificate, pki.root.certificate] };
  };
}

async function seed(
  config: ServerConfig,
  pki: LabPki,
  publisher: DemoPublisher,
  ports: DemoPorts,
): Promise<SeededOrganisation> {
  await using services = await openServices(config);
  const { certificate } = await services.federationKeys.current(services.clock.now());
  return await seedOrganisation(services.directory, pki, {
    clock: services.clock,
    random: services.random,
    loginOrigin: originsOf(config.listen).login,
    federationSigningCertificate: certificate,
    crlBaseUrl: `http://localhost:${publisher.port}`,
    webAppOrigin: `http://localhost:${ports.webApp}`,
  });
}

async function openWebApp(
  installation: Installation,
  server: SignetServer,
  pki: LabPki,
  organisation: SeededOrganisation,
  ports: DemoPorts,
): Promise<WebApp> {
  return startWebApp({
    issuer: `${server.origins.login}/${organisation.tenantId}/v2.0`,
    clientId: APPLICATION_IDS.web,
    clientSecret: await keepWebAppSecret(installation, organisation.webAppClientSecret),
    port: ports.webApp,
    ca: pki.root.certificatePem,
  });
}

/** One certificate each for a federated person, a managed person and the administrator, made once. */
async function issueIdentities(installation: Installation, pki: LabPki): Promise<readonly DemoIdentity[]> {
  const { alice, dora, admin } = DEMO_PEOPLE;
  const identities: DemoIdentity[] = [];
  for (const [name, person] of Object.entries({ alice, dora, admin })) {
    const { displayName, userPrincipalName } = person;
    const files =
      (await findPersonFiles(installation, name)) ??
      (await storePersonFiles(
        installation,
        name,
        await pki.issueClientCertificate({
          commonName: displayName,
          userPrincipalName,
          rfc822Name: userPrincipalName,
        }),
      ));
    identities.push({ userPrincipalName, ...files, isRevoked: await isRevoked(files.certificateFile, pki) });
  }
  return identities;
}

async function isRevoked(certificateFile: string, pki: LabPki): Promise<boolean> {
  const [der] = await readPresentedCertificates(certificateFile);
  if (der === undefined) return false;
  const { serialNumber } = parseCertificate(der);
  return (await pki.listRevoked('issuing')).some((revocation) => revocation.serialNumber === serialNumber);
}
