import type { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findApplication } from '../../find-application.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { confirm } from '../../terminal/confirm.ts';
import { print } from '../../terminal/print.ts';
import { withoutControls } from '../../terminal/without-controls.ts';
import { appToJson } from './app-json.ts';

export function registerAppRemove(app: Command): void {
  app
    .command('remove')
    .description('Remove an application with its consents and app role assignments.')
    .argument('<app-id>', 'the application')
    .option('--yes', 'do not ask on a terminal')
    .addHelpText('after', '\nExample:\n  signet app remove c0270500-0000-4000-8000-0000000000a1')
    .action(async (appId: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { yes?: true }>();
      await withServices(options, async ({ directory }) => {
        const application = await findApplication(directory, appId);
        const name = withoutControls(application.displayName);
        const sure =
          options.yes === true || (await confirm(`${name}: nobody signs in to it any more. Remove it?`));
        if (!sure) throw new CommandError(EXIT.refused, `${name} stays.`);
        await directory.applications.remove(application.appId);
        print(options, appToJson(application), () => `${name} is removed: it gets no tokens any more.`);
      });
    });
}
