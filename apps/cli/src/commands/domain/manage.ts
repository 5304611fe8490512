import { subjectOf } from '@signet/federation';
import type { Command } from 'commander';
import { AUTHENTICATION, changeDomain } from '../../change-domain.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { domainToJson } from './domain-text.ts';

export function registerDomainManage(domain: Command): void {
  domain
    .command('manage')
    .description('End the federation of a domain: its people sign in here, at the token service.')
    .argument('<domain>', 'name of a federated domain')
    .addHelpText('after', '\nExample:\n  signet domain manage contoso.example')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async (services) => {
        const managed = await changeDomain(services, name, AUTHENTICATION, async (before, work) => {
          if (!before.federation)
            throw new CommandError(EXIT.refused, `${before.name} is a managed domain already.`);
          await work.metadataRefreshes.remove(subjectOf({ kind: 'domain', domain: before }));
          return { ...before, federation: undefined };
        });
        print(
          options,
          domainToJson(managed),
          () => `${managed.name} is a managed domain now: its people sign in at the token service.`,
        );
      });
    });
}
