import type { Command } from 'commander';
import { changeApplication } from '../../../find-application.ts';
import { type GlobalOptions, withServices } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';
import { findRole } from './find-role.ts';

export function registerRoleRemove(roles: Command): void {
  roles
    .command('remove')
    .description('Take an app role away, from all who have it too.')
    .argument('<app-id>', 'the application')
    .argument('<role>', 'app role by value or id')
    .addHelpText(
      'after',
      '\nExample:\n  signet app role remove c0270500-0000-4000-8000-0000000000a3 Jobs.Run.All',
    )
    .action(async (appId: string, wanted: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }) => {
        const { displayName, appRoles } = await changeApplication(directory, appId, (before) => {
          const { id } = findRole(before, wanted);
          return { ...before, appRoles: before.appRoles.filter((role) => role.id !== id) };
        });
        print(options, { appId, appRoles }, () => `${displayName} has no app role ${wanted} any more.`);
      });
    });
}
