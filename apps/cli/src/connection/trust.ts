import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { CommandError, EXIT } from '../exit-codes.ts';
import { type GlobalOptions, locateInstallation } from '../installation.ts';
import { readNamedFile } from '../read-file.ts';

/** The CA to trust for a connection: of --ca, else the root of the demo's PKI if this folder has one. */
export async function readTrustedCa(
  options: Pick<GlobalOptions, 'data'> & { readonly ca?: string },
): Promise<string | null> {
  const labRoot = join(locateInstallation(options).labFolder, 'ca', 'root.pem');
  const file = options.ca ?? (existsSync(labRoot) ? labRoot : undefined);
  if (file === undefined) return null;
  const pem = Buffer.from(await readNamedFile(file)).toString('latin1');
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  throw new CommandError(EXIT.usage, `${file} holds no certificate in PEM.`);
}

/** For the whole process: both `fetch` and MSAL open their own connections. */
export function trustCa(ca: string | null): void {
  if (ca !== null) setDefaultCACertificates([...getCACertificates('default'), ca]);
}
