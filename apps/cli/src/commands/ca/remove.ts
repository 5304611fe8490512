import type { Services } from '@signet/server';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findAuthority } from '../../find-authority.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { confirm } from '../../terminal/confirm.ts';
import { print } from '../../terminal/print.ts';
import { authorityToJson, REMOVAL_CONSEQUENCE } from './authority-text.ts';

interface CaRemoveOptions extends GlobalOptions {
  readonly yes?: true;
}

export function registerCaRemove(ca: Command): void {
  ca.command('remove')
    .description('Trust a certificate authority no more.')
    .argument('<id>', 'its id or SKI, or the beginning of one')
    .option('--yes', 'do not ask on a terminal')
    .addHelpText('after', '\nExample:\n  signet ca remove 4BA2D7AC')
    .action(async (typed: string, _options, command: Command) => {
      const options = command.optsWithGlobals<CaRemoveOptions>();
      await withServices(options, (services) => removeAuthority(typed, options, services));
    });
}

async function removeAuthority(
  typed: string,
  options: CaRemoveOptions,
  { directory }: Services,
): Promise<void> {
  const authority = await findAuthority(directory, typed);
  const sure =
    options.yes === true || (await confirm(`${authority.issuer}: ${REMOVAL_CONSEQUENCE} Remove it?`));
  if (!sure) throw new CommandError(EXIT.refused, `${authority.issuer} stays trusted.`);
  await directory.certificateAuthorities.remove(authority.id);
  print(
    options,
    authorityToJson(authority),
    () => `${authority.issuer} is trusted no more. ${REMOVAL_CONSEQUENCE}`,
  );
}
