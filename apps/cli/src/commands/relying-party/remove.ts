import type { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { confirm } from '../../terminal/confirm.ts';
import { print } from '../../terminal/print.ts';
import { findTrust } from './find-trust.ts';
import { trustToJson } from './trust-text.ts';

export function registerRelyingPartyRemove(relyingParty: Command): void {
  relyingParty
    .command('remove')
    .description('Send nobody to a relying party any more.')
    .argument('<id>', 'its identifier, or the beginning of its id')
    .option('--yes', 'do not ask on a terminal')
    .addHelpText('after', '\nExample:\n  signet relying-party remove https://wiki.contoso.example/saml')
    .action(async (typed: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { yes?: true }>();
      await withServices(options, async ({ directory }) => {
        const trust = await findTrust(directory, typed);
        const { displayName } = trust;
        const sure =
          options.yes === true ||
          (await confirm(`${displayName}: nobody signs in to it any more. Remove it?`));
        if (!sure) throw new CommandError(EXIT.refused, `${displayName} stays.`);
        await directory.relyingPartyTrusts.remove(trust.id);
        print(
          options,
          trustToJson(trust),
          () => `${displayName} is removed: nobody signs in to it any more.`,
        );
      });
    });
}
