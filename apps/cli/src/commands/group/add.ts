import { type GroupId, guid } from '@signet/identity';
import type { Command } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { listAllGroups } from '../../find-group.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';

interface GroupAddOptions extends GlobalOptions {
  readonly tenant?: string;
}

export function registerGroupAdd(group: Command): void {
  group
    .command('add')
    .description('Create a group without members.')
    .argument('<name>', 'display name')
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .addHelpText('after', '\nExample:\n  signet group add "Card holders"')
    .action(async (displayName: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GroupAddOptions>();
      await withServices(options, async ({ directory, random, clock }) => {
        const tenant = await chooseTenant(directory, options.tenant);
        const groups = await listAllGroups(directory, tenant.id);
        // Graph allows twins; whoever types names here could not tell them apart.
        if (groups.some((one) => one.displayName === displayName))
          throw new CommandError(EXIT.usage, `There is a group ${displayName} already; choose another name.`);
        const id = guid<GroupId>(random.guid());
        const createdAt = clock.now();
        await directory.groups.add({
          id,
          tenantId: tenant.id,
          displayName,
          description: undefined,
          createdAt,
        });
        print(options, { id, displayName }, () => `Created the group ${displayName} (${id}).`);
      });
    });
}
