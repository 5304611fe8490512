import type { Command } from 'commander';
import { findApplication } from '../../find-application.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { appToJson, formatWholeApp } from './app-json.ts';

export function registerAppShow(app: Command): void {
  app
    .command('show')
    .description('Show the registration of an application.')
    .argument('<app-id>', 'the application')
    .addHelpText('after', '\nExample:\n  signet app show c0270500-0000-4000-8000-0000000000a1')
    .action(async (appId: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }) => {
        const application = await findApplication(directory, appId);
        print(options, appToJson(application), () => formatWholeApp(application));
      });
    });
}
