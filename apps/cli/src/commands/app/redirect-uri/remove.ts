import type { Command } from 'commander';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import { changeApplication } from '../../../find-application.ts';
import { type GlobalOptions, withServices } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';

export function registerRedirectUriRemove(redirectUri: Command): void {
  redirectUri
    .command('remove')
    .description('Let no sign-in come back to an address any more.')
    .argument('<app-id>', 'the application')
    .argument('<uri>', 'as «signet app show» has it')
    .addHelpText(
      'after',
      '\nExample:\n  signet app redirect-uri remove c0270500-0000-4000-8000-0000000000a2 https://app.contoso.example/',
    )
    .action(async (appId: string, uri: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }) => {
        const { displayName, redirectUris } = await changeApplication(directory, appId, (before) => {
          const left = before.redirectUris.filter((one) => one.uri !== uri);
          if (left.length === before.redirectUris.length)
            throw new CommandError(EXIT.notFound, `${before.displayName} has no redirect URI ${uri}.`);
          return { ...before, redirectUris: left };
        });
        print(
          options,
          { appId, redirectUris },
          () => `Sign-ins to ${displayName} come back to ${uri} no more.`,
        );
      });
    });
}
