import { subjectOf } from '@signet/federation';
import type { Domain } from '@signet/identity';
import type { Services } from '@signet/server';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findDomain } from '../../find-domain.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { confirm } from '../../terminal/confirm.ts';
import { print } from '../../terminal/print.ts';
import { domainToJson } from './domain-text.ts';

interface DomainRemoveOptions extends GlobalOptions {
  readonly yes?: true;
}

export function registerDomainRemove(domain: Command): void {
  domain
    .command('remove')
    .description('Take a domain from its tenant; nobody may have a name in it any more.')
    .argument('<domain>', 'its name')
    .option('--yes', 'do not ask on a terminal')
    .addHelpText('after', '\nExample:\n  signet domain remove contoso.example')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<DomainRemoveOptions>();
      await withServices(options, (services) => removeDomain(name, options, services));
    });
}

async function removeDomain(name: string, options: DomainRemoveOptions, services: Services): Promise<void> {
  const found = await findDomain(services.directory, name);
  const sure = options.yes === true || (await confirm(`Remove ${found.name}?`));
  if (!sure) throw new CommandError(EXIT.refused, `${found.name} stays.`);
  const removed = await services.directory.transaction(async (directory) => {
    const domain = await findDomain(directory, name);
    await checkIsUnused(domain, directory);
    await directory.domains.remove(domain.name);
    await directory.metadataRefreshes.remove(subjectOf({ kind: 'domain', domain }));
    return domain;
  });
  print(options, domainToJson(removed), () => `${removed.name} is removed.`);
}

/** As Entra: neither the default domain nor one in which somebody has a name. */
async function checkIsUnused(
  { name, isDefault }: Domain,
  { users }: Pick<Services['directory'], 'users'>,
): Promise<void> {
  if (isDefault)
    throw new CommandError(
      EXIT.refused,
      `${name} is the default domain and stays: make another the default with «signet domain set <domain> --default» first.`,
    );
  const user = await users.findInDomain(name);
  if (user)
    throw new CommandError(
      EXIT.refused,
      `${user.userPrincipalName} has a name or a mail address in ${name}: change it through Graph, or remove the user with «signet user remove ${user.userPrincipalName}» first.`,
    );
}
