import { formatTime } from '@signet/pki';
import type { Command } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { listAllGroups } from '../../find-group.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';

interface GroupListOptions extends GlobalOptions {
  readonly tenant?: string;
}

export function registerGroupList(group: Command): void {
  group
    .command('list')
    .description('List the groups of a tenant by name.')
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .addHelpText('after', '\nExample:\n  signet group list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GroupListOptions>();
      await withServices(options, async ({ directory }) => {
        const tenant = await chooseTenant(directory, options.tenant);
        const groups = await listAllGroups(directory, tenant.id);
        const json = groups.map(({ id, displayName, createdAt }) => ({
          id,
          displayName,
          createdDateTime: formatTime(createdAt),
        }));
        print(options, json, () =>
          groups.length === 0
            ? `${tenant.displayName} has no groups yet.`
            : formatTable(
                ['Name', 'ID'],
                groups.map(({ displayName, id }) => [displayName, id]),
              ),
        );
      });
    });
}
