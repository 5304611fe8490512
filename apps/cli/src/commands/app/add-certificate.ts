import { type ApplicationId, guid, isGuid } from '@signet/identity';
import type { Services } from '@signet/server';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { appToJson, formatApp } from './app-json.ts';
import { readKeyCredential } from './read-key-credential.ts';

export function registerAppAddCertificate(app: Command): void {
  app
    .command('add-certificate')
    .description('Register one more certificate on an application, beside those it has.')
    .argument('<app-id>', 'the application')
    .argument('<file>', 'the certificate, in DER or PEM')
    .action(async (appId: string, file: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, (services) => addCertificate(appId, file, options, services));
    });
}

async function addCertificate(
  appId: string,
  file: string,
  options: GlobalOptions,
  { directory, random }: Services,
): Promise<void> {
  const added = await readKeyCredential(file, random);
  const changed = await directory.transaction(async ({ applications }) => {
    const found = isGuid(appId) ? await applications.find(guid<ApplicationId>(appId)) : undefined;
    if (!found) throw new CommandError(EXIT.notFound, `There is no application ${appId}.`);
    if (found.keyCredentials.some(({ sha256 }) => sha256 === added.sha256)) return found;
    const application = { ...found, keyCredentials: [...found.keyCredentials, added] };
    await applications.update(application);
    return application;
  });
  print(options, appToJson(changed), () => formatApp(changed));
}
