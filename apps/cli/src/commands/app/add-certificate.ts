import type { Services } from '@signet/server';
import type { Command } from 'commander';
import { changeApplication } from '../../find-application.ts';
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
  const changed = await changeApplication(directory, appId, (before) =>
    before.keyCredentials.some(({ sha256 }) => sha256 === added.sha256)
      ? before
      : { ...before, keyCredentials: [...before.keyCredentials, added] },
  );
  print(options, appToJson(changed), () => formatApp(changed));
}
