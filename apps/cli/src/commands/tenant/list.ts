import type { Command } from 'commander';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';
import { nameDomains, tenantToJson } from './tenant-text.ts';

export function registerTenantList(tenant: Command): void {
  tenant
    .command('list')
    .description('List the tenants, the oldest first.')
    .addHelpText('after', '\nExample:\n  signet tenant list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }) => {
        const tenants = await directory.tenants.list();
        const all = await Promise.all(
          tenants.map(async (one) => ({ tenant: one, domains: await directory.domains.list(one.id) })),
        );
        print(
          options,
          all.map((one) => tenantToJson(one.tenant, one.domains)),
          () =>
            all.length === 0
              ? 'There is no tenant yet: «signet tenant add» makes one.'
              : formatTable(
                  ['Name', 'ID', 'Domains'],
                  all.map((one) => [one.tenant.displayName, one.tenant.id, nameDomains(one.domains)]),
                ),
        );
      });
    });
}
