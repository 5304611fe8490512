import type { Command } from 'commander';
import { auditRow } from '../../audit-row.ts';
import { domainChange } from '../../change-domain.ts';
import { findDomain } from '../../find-domain.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { domainToJson } from './domain-text.ts';

export function registerDomainSet(domain: Command): void {
  domain
    .command('set')
    .description('Make a domain the default one of its tenant, in place of the one that was.')
    .argument('<domain>', 'its name')
    .requiredOption('--default', 'what to make of it')
    .addHelpText('after', '\nExample:\n  signet domain set contoso.example --default')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async (services) => {
        const { directory } = services;
        const chosen = await directory.transaction(async (work) => {
          const found = await findDomain(work, name);
          for (const other of await work.domains.list(found.tenantId))
            if (other.isDefault !== (other.name === found.name))
              await work.domains.update({ ...other, isDefault: other.name === found.name });
          await work.auditLog.add(auditRow(domainChange(found, 'Set default domain'), services));
          return { ...found, isDefault: true };
        });
        const tenant = await directory.tenants.find(chosen.tenantId);
        print(
          options,
          domainToJson(chosen),
          () => `${chosen.name} is the default domain of ${tenant?.displayName ?? chosen.tenantId} now.`,
        );
      });
    });
}
