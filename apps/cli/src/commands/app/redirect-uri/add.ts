import { findRedirectUriFault, type RedirectUriType } from '@signet/identity';
import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import { changeApplication } from '../../../find-application.ts';
import { type GlobalOptions, withServices } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';

interface RedirectUriAddOptions extends GlobalOptions {
  readonly type: RedirectUriType;
}

export function registerRedirectUriAdd(redirectUri: Command): void {
  const type = new Option('--type <platform>', 'who takes the answer: a server, a page, a native app');
  redirectUri
    .command('add')
    .description('Let sign-ins come back to one more address.')
    .argument('<app-id>', 'the application')
    .argument('<uri>', 'the address, compared character by character')
    .addOption(type.choices(['web', 'spa', 'publicClient']).default('web'))
    .addHelpText(
      'after',
      '\nExample:\n  signet app redirect-uri add c0270500-0000-4000-8000-0000000000a2 https://app.contoso.example/ --type spa',
    )
    .action(async (appId: string, uri: string, _options, command: Command) => {
      const options = command.optsWithGlobals<RedirectUriAddOptions>();
      await withServices(options, async ({ directory }) => {
        const fault = findRedirectUriFault(options.type, uri);
        if (fault !== undefined) throw new CommandError(EXIT.usage, `${uri} ${fault}.`);
        const { displayName, redirectUris } = await changeApplication(directory, appId, (before) => {
          if (before.redirectUris.some((one) => one.uri === uri))
            throw new CommandError(EXIT.usage, `${before.displayName} has ${uri} already.`);
          return { ...before, redirectUris: [...before.redirectUris, { type: options.type, uri }] };
        });
        print(
          options,
          { appId, redirectUris },
          () => `Sign-ins to ${displayName} may come back to ${uri} now.`,
        );
      });
    });
}
