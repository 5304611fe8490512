import type { Command } from 'commander';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import { createGraphClient } from '../../../graph/graph-client.ts';
import { fetchTrustedAuthorities, findTrustedAuthority } from '../../../graph/trusted-authorities.ts';
import type { GlobalOptions } from '../../../installation.ts';
import { confirm } from '../../../terminal/confirm.ts';
import { print } from '../../../terminal/print.ts';
import { REMOVAL_CONSEQUENCE } from '../../ca/authority-text.ts';
import { tellWholeList } from './authority-text.ts';

interface GraphCaRemoveOptions extends GlobalOptions {
  readonly yes?: true;
}

export function registerGraphCaRemove(ca: Command): void {
  ca.command('remove')
    .description('Trust a CA no more (Remove-AzureADTrustedCertificateAuthority).')
    .argument('<ski>', 'its SKI, or the beginning of it')
    .option('--yes', 'do not ask on a terminal')
    .addHelpText(
      'after',
      '\nStands for Remove-AzureADTrustedCertificateAuthority; for the last one also for Remove-MgOrganizationCertificateBasedAuthConfiguration.\n\nExample:\n  signet graph ca remove 4BA2D7AC',
    )
    .action(async (typed: string, _options, command: Command) =>
      removeAuthority(typed, command.optsWithGlobals<GraphCaRemoveOptions>()),
    );
}

async function removeAuthority(typed: string, options: GraphCaRemoveOptions): Promise<void> {
  const { authorities, write } = await fetchTrustedAuthorities(await createGraphClient(options));
  const authority = findTrustedAuthority(authorities, typed);
  const sure =
    options.yes === true || (await confirm(`${authority.issuer}: ${REMOVAL_CONSEQUENCE} Remove it?`));
  if (!sure) throw new CommandError(EXIT.refused, `${authority.issuer} stays trusted.`);
  const written = await write(authorities.filter((other) => other !== authority));
  print(options, authority, () =>
    [`${authority.issuer} is trusted no more. ${REMOVAL_CONSEQUENCE}`, tellWholeList(written)].join('\n'),
  );
}
