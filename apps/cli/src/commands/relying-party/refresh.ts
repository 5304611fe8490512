import { createMetadata } from '@signet/server/metadata';
import type { Command } from 'commander';
import { findDemoPki } from '../../demo/find-demo-pki.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type GlobalOptions, locateInstallation, withServices } from '../../installation.ts';
import { printRefresh } from '../../metadata-text.ts';
import { findTrust } from './find-trust.ts';

export function registerRelyingPartyRefresh(relyingParty: Command): void {
  relyingParty
    .command('refresh')
    .description('Take over now what the metadata of a relying party say, and daily from then on.')
    .argument('<id>', 'its identifier, or the beginning of its id')
    .addHelpText('after', '\nExample:\n  signet relying-party refresh https://wiki.contoso.example/saml')
    .action(async (typed: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async (services, config) => {
        const trust = await findTrust(services.directory, typed);
        if (trust.metadataUrl === undefined)
          throw new CommandError(
            EXIT.refused,
            `${trust.displayName} was not added from an address: remove it, and add it with --metadata <address>.`,
          );
        const pki = await findDemoPki(locateInstallation(options), services);
        const metadata = createMetadata(services, config, pki?.root.certificatePem);
        const refreshed = await metadata.refreshNow({ kind: 'relying-party', trust });
        printRefresh(options, trust.displayName, refreshed);
      });
    });
}
