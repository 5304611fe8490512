import type { Application } from '@signet/identity';
import { originsOf } from '@signet/server/services';
import { findIdentifierUriFault, type NameServices } from '@signet/sign-in';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import { changeApplication } from '../../../find-application.ts';
import { type GlobalOptions, withServices } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';

export function registerAppIdentifierUri(app: Command): void {
  const identifierUri = app
    .command('identifier-uri')
    .description('Names under which others ask for tokens for an application.');
  register(
    identifierUri,
    'add',
    'Give an application one more name as a resource.',
    async (before, uri, services) => {
      const fault = before.identifierUris.includes(uri)
        ? undefined
        : await findIdentifierUriFault(uri, before, services);
      if (fault !== undefined) throw new CommandError(EXIT.usage, `${uri} ${fault}.`);
      return [...new Set([...before.identifierUris, uri])];
    },
  );
  register(identifierUri, 'remove', 'Take a name from an application.', async (before, uri) => {
    if (!before.identifierUris.includes(uri))
      throw new CommandError(EXIT.notFound, `${before.displayName} has no identifier URI ${uri}.`);
    return before.identifierUris.filter((one) => one !== uri);
  });
}

function register(
  identifierUri: Command,
  verb: 'add' | 'remove',
  description: string,
  change: (before: Application, uri: string, services: NameServices) => Promise<readonly string[]>,
): void {
  identifierUri
    .command(verb)
    .description(description)
    .argument('<app-id>', 'the application')
    .argument('<uri>', 'api://name')
    .addHelpText(
      'after',
      `\nExample:\n  signet app identifier-uri ${verb} c0270500-0000-4000-8000-0000000000a3 api://jobs`,
    )
    .action(async (appId: string, uri: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }, { listen }) => {
        const graph = originsOf(listen).login;
        const { displayName, identifierUris } = await changeApplication(
          directory,
          appId,
          async (before, work) => ({
            ...before,
            identifierUris: await change(before, uri, { directory: work, graph }),
          }),
        );
        print(options, { appId, identifierUris }, () =>
          identifierUris.length === 0
            ? `${displayName} has no identifier URI.`
            : `${displayName} is asked for as ${identifierUris.join(', ')}.`,
        );
      });
    });
}
