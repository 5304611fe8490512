import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Random } from '@signet/identity';
import {
  APPLICATION_IDS,
  type ClientCertificate,
  CONTOSO_TENANT_ID,
  createLabPki,
  type LabPki,
} from '@signet/lab';
import { writeConfigFile } from '../change-config.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { Installation } from '../installation.ts';
import { writePrivateFile } from '../write-private-file.ts';
import { findDemoPki } from './find-demo-pki.ts';

/** Where each part of the demo listens on this machine. */
export interface DemoPorts {
  readonly login: number;
  readonly certificate: number;
  readonly publisher: number;
  readonly webApp: number;
  /** Where mail for the demo's people is taken; nowhere when absent. */
  readonly smtp?: number;
}

/**
 * The ports that a data folder was made with: addresses in certificates, CA records and registered apps hold
 * them, so they stay. `wanted` decides for a new folder and must not differ for an old one.
 */
export async function settleDemoPorts(
  { folder, labFolder }: Installation,
  wanted: DemoPorts | undefined,
): Promise<DemoPorts> {
  const file = portsFile(labFolder);
  if (!existsSync(file)) return wanted ?? DEMO_PORTS;
  const kept = JSON.parse(await readFile(file, 'utf8')) as DemoPorts;
  if (wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(kept)) {
    throw new CommandError(
      EXIT.usage,
      `The demo in ${folder} was made for the ports ${Object.values(kept).join(',')}: leave --ports out, or name another folder with --data.`,
    );
  }
  return kept;
}

export const DEMO_PORTS: DemoPorts = {
  login: 8443,
  certificate: 49_443,
  publisher: 8080,
  webApp: 8090,
  smtp: 2525,
};

/** Makes or opens the data folder of a demo: PKI and configuration. Throws `CommandError` when it cannot be written. */
export async function openDemoFiles(
  installation: Installation,
  ports: DemoPorts,
  services: { readonly clock: Clock; readonly random: Random },
): Promise<LabPki> {
  await makeFolder(installation.folder);
  const pki = await openPki(installation, ports, services);
  if (!existsSync(installation.configFile)) {
    await writeFile(portsFile(installation.labFolder), `${JSON.stringify(ports)}\n`);
    await writeConfigFile(installation.configFile, demoConfig(ports));
  }
  return pki;
}

/** A person's certificate, alone and as what a browser imports. */
export interface PersonFiles {
  readonly certificateFile: string;
  readonly p12File: string;
  readonly p12Password: string;
}

/** Keeps a person's certificate where a browser or a phone can import it from. */
export async function storePersonFiles(
  installation: Installation,
  name: string,
  certificate: ClientCertificate,
): Promise<PersonFiles> {
  const folder = join(installation.folder, 'people');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const p12File = join(folder, `${name}.p12`);
  await writePrivateFile(p12File, certificate.p12);
  const certificateFile = join(folder, `${name}.pem`);
  await writeFile(certificateFile, certificate.chainPem);
  await writePrivateFile(join(folder, `${name}.key`), certificate.privateKeyPem);
  await writePrivateFile(join(folder, `${name}.password`), `${certificate.p12Password}\n`);
  return { certificateFile, p12File, p12Password: certificate.p12Password };
}

/** What `storePersonFiles` kept, in an earlier run. */
export async function findPersonFiles(
  installation: Installation,
  name: string,
): Promise<PersonFiles | undefined> {
  const folder = join(installation.folder, 'people');
  const certificateFile = join(folder, `${name}.pem`);
  const p12File = join(folder, `${name}.p12`);
  const passwordFile = join(folder, `${name}.password`);
  if (![certificateFile, p12File, passwordFile].every((file) => existsSync(file))) return undefined;
  return { certificateFile, p12File, p12Password: (await readFile(passwordFile, 'utf8')).trim() };
}

/** The web app's secret: shown once by the directory, which keeps a hash; the lab's app keeps the original. */
export async function keepWebAppSecret(
  installation: Installation,
  made: string | undefined,
): Promise<string> {
  const file = join(installation.labFolder, 'web-app.secret');
  if (made !== undefined) await writePrivateFile(file, `${made}\n`);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new CommandError(
      EXIT.failed,
      `The secret of the demo’s web app is missing (${file}): remove ${installation.folder} and start again.`,
      { cause },
    );
  }
}

async function openPki(
  installation: Installation,
  ports: DemoPorts,
  services: { readonly clock: Clock; readonly random: Random },
): Promise<LabPki> {
  const pki = await findDemoPki(installation, services);
  if (pki) {
    // A demo that was last run a month ago comes up with fresh CRLs, as a CA's schedule would have seen to.
    await pki.publish();
    return pki;
  }
  return createLabPki({
    ...services,
    folder: installation.labFolder,
    publisherUrl: `http://localhost:${ports.publisher}`,
  });
}

async function makeFolder(folder: string): Promise<void> {
  const probe = join(folder, `.writable-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(probe, '', { flag: 'wx' });
    await rm(probe);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      EXIT.failed,
      `The data folder ${folder} cannot be written (${why}): make it writable, or name another with --data.`,
      { cause },
    );
  }
}

function portsFile(labFolder: string): string {
  return join(labFolder, 'ports.json');
}

function demoConfig(ports: DemoPorts): object {
  return {
    database: 'sqlite:signet.sqlite',
    encryptionKey: { file: 'encryption.key' },
    tls: { certFile: 'lab/tls/server.pem', keyFile: 'lab/tls/server.key.pem' },
    listen: {
      address: '127.0.0.1',
      twoPorts: { hostname: 'localhost', loginPort: ports.login, certificatePort: ports.certificate },
      allowedHosts: [],
    },
    federationServer: {
      tenantId: CONTOSO_TENANT_ID,
      issuerUri: 'http://localhost/adfs/services/trust',
      relyingParties: [
        {
          displayName: 'Contoso',
          identifiers: ['urn:federation:MicrosoftOnline'],
          replyUrls: [`https://localhost:${ports.login}/login.srf`],
        },
      ],
    },
    adminCenter: { tenantId: CONTOSO_TENANT_ID, clientId: APPLICATION_IDS.admin },
    revocation: { addresses: 'public-and-loopback' },
    ...(ports.smtp !== undefined && { mail: { smtpPort: ports.smtp } }),
    log: { level: 'error' },
  };
}
