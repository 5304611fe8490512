import { formatTime } from '@signet/pki';
import { originsOf } from '@signet/server';
import type { Command } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { formatFacts } from '../../terminal/table.ts';
import { nameDomains, tenantToJson } from './tenant-text.ts';

export function registerTenantShow(tenant: Command): void {
  tenant
    .command('show')
    .description('Show a tenant.')
    .argument('[tenant]', 'its id or name (default: the only one)')
    .addHelpText('after', '\nExample:\n  signet tenant show Contoso')
    .action(async (wanted: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }, config) => {
        const found = await chooseTenant(directory, wanted);
        const domains = await directory.domains.list(found.id);
        const issuer = `${originsOf(config.listen).login}/${found.id}/v2.0`;
        const hasAdminCenter = config.adminCenter?.tenantId === found.id;
        print(options, { ...tenantToJson(found, domains), issuer }, () =>
          formatFacts([
            ['Name', found.displayName],
            ['ID', found.id],
            ['Created', formatTime(found.createdAt)],
            ['Domains', nameDomains(domains)],
            ['Issuer', issuer],
            ['Admin center', hasAdminCenter ? `${originsOf(config.listen).login}/admin/` : 'none'],
          ]),
        );
      });
    });
}
