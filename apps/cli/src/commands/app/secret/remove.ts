import type { Command } from 'commander';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import { changeApplication } from '../../../find-application.ts';
import { type GlobalOptions, withServices } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';

export function registerSecretRemove(secrets: Command): void {
  secrets
    .command('remove')
    .description('Take a secret away: the application cannot prove itself by it any more.')
    .argument('<app-id>', 'the application')
    .argument('<key-id>', 'as «signet app secret list» shows it')
    .addHelpText(
      'after',
      '\nExample:\n  signet app secret remove c0270500-0000-4000-8000-0000000000a3 5d0c8e0a-6a3f-4d8e-9a51-2c9a1f7e4b10',
    )
    .action(async (appId: string, keyId: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }) => {
        const { displayName } = await changeApplication(directory, appId, (before) => {
          const secrets = before.secrets.filter((one) => one.keyId !== keyId.toLowerCase());
          if (secrets.length === before.secrets.length)
            throw new CommandError(EXIT.notFound, `${before.displayName} has no secret ${keyId}.`);
          return { ...before, secrets };
        });
        print(options, { appId, keyId, removed: true }, () => `${displayName} has lost the secret ${keyId}.`);
      });
    });
}
