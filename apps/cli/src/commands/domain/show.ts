import type { Command } from 'commander';
import { findDomain } from '../../find-domain.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { domainToJson, formatDomain } from './domain-text.ts';

export function registerDomainShow(domain: Command): void {
  domain
    .command('show')
    .description('Show a domain and its federation.')
    .argument('<domain>', 'its name')
    .addHelpText('after', '\nExample:\n  signet domain show contoso.example')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }) => {
        const found = await findDomain(directory, name);
        const tenant = await directory.tenants.find(found.tenantId);
        print(options, domainToJson(found), () => formatDomain(found, tenant?.displayName ?? found.tenantId));
      });
    });
}
