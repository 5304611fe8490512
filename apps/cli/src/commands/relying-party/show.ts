import type { Command } from 'commander';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { findTrust } from './find-trust.ts';
import { formatTrust, trustToJson } from './trust-text.ts';

export function registerRelyingPartyShow(relyingParty: Command): void {
  relyingParty
    .command('show')
    .description('Show all of a relying party trust.')
    .argument('<id>', 'its identifier, or the beginning of its id')
    .addHelpText('after', '\nExample:\n  signet relying-party show https://wiki.contoso.example/saml')
    .action(async (typed: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }) => {
        const trust = await findTrust(directory, typed);
        print(options, trustToJson(trust), () => formatTrust(trust));
      });
    });
}
