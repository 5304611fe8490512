import { createMetadata } from '@signet/server/metadata';
import type { Command } from 'commander';
import { findDemoPki } from '../../demo/find-demo-pki.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findDomain } from '../../find-domain.ts';
import { type GlobalOptions, locateInstallation, withServices } from '../../installation.ts';
import { printRefresh } from '../../metadata-text.ts';
import { parseCrlUrl } from '../../parse-options.ts';

interface Options extends GlobalOptions {
  readonly metadata?: string;
}

export function registerDomainRefreshCertificates(domain: Command): void {
  domain
    .command('refresh-certificates')
    .description(
      'Look now for a new signing certificate in the partner’s metadata, as the server does by itself.',
    )
    .argument('<domain>', 'name of a federated domain')
    .option('--metadata <url>', 'where its metadata are, from now on', parseCrlUrl)
    .addHelpText('after', '\nExample:\n  signet domain refresh-certificates contoso.example')
    .action((name: string, _options, command: Command) => refresh(name, command.optsWithGlobals<Options>()));
}

async function refresh(name: string, options: Options): Promise<void> {
  await withServices(options, async (services, config) => {
    const domain = await findDomain(services.directory, name);
    if (!domain.federation)
      throw new CommandError(
        EXIT.refused,
        `${domain.name} is a managed domain: it has no federation partner.`,
      );
    const pki = await findDemoPki(locateInstallation(options), services);
    const metadata = createMetadata(services, config, pki?.root.certificatePem);
    const url = options.metadata === undefined ? {} : { url: options.metadata };
    printRefresh(options, domain.name, await metadata.refreshNow({ kind: 'domain', domain, ...url }));
  });
}
