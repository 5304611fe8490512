import type { Command } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';
import { domainToJson } from './domain-text.ts';

interface DomainListOptions extends GlobalOptions {
  readonly tenant?: string;
}

export function registerDomainList(domain: Command): void {
  domain
    .command('list')
    .description('List the domains of a tenant by name.')
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .addHelpText('after', '\nExample:\n  signet domain list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<DomainListOptions>();
      await withServices(options, async ({ directory }) => {
        const tenant = await chooseTenant(directory, options.tenant);
        const domains = await directory.domains.list(tenant.id);
        print(options, domains.map(domainToJson), () =>
          domains.length === 0
            ? `${tenant.displayName} has no domains yet.`
            : formatTable(
                ['Domain', 'Default', 'Kind', 'Issuer'],
                domains.map(({ name, isDefault, federation }) => [
                  name,
                  isDefault ? 'yes' : 'no',
                  federation ? 'federated' : 'managed',
                  federation?.issuerUri ?? '',
                ]),
              ),
        );
      });
    });
}
