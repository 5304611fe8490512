import type { Command } from 'commander';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import { changeApplication } from '../../../find-application.ts';
import { type GlobalOptions, withServices } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';

export function registerScopeRemove(scopes: Command): void {
  scopes
    .command('remove')
    .description('Take a scope away: nobody gets it from the next refresh on.')
    .argument('<app-id>', 'the application')
    .argument('<value>', 'scope by value')
    .addHelpText(
      'after',
      '\nExample:\n  signet app scope remove c0270500-0000-4000-8000-0000000000a3 Jobs.Read',
    )
    .action(async (appId: string, value: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }) => {
        const { displayName } = await changeApplication(directory, appId, (before) => {
          const left = before.oauth2PermissionScopes.filter((one) => one.value !== value);
          if (left.length === before.oauth2PermissionScopes.length)
            throw new CommandError(EXIT.notFound, `${before.displayName} has no scope ${value}.`);
          return { ...before, oauth2PermissionScopes: left };
        });
        print(
          options,
          { appId, value, removed: true },
          () => `${displayName} has no scope ${value} any more.`,
        );
      });
    });
}
