import { formatTime } from '@signet/pki';
import type { Command } from 'commander';
import { findApplication } from '../../../find-application.ts';
import { type GlobalOptions, withServices } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';
import { formatTable } from '../../../terminal/table.ts';
import { secretToJson } from '../app-json.ts';

export function registerSecretList(secrets: Command): void {
  secrets
    .command('list')
    .description('List the secrets of an application, which are kept as hashes only.')
    .argument('<app-id>', 'the application')
    .addHelpText('after', '\nExample:\n  signet app secret list c0270500-0000-4000-8000-0000000000a3')
    .action(async (appId: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory, clock }) => {
        const application = await findApplication(directory, appId);
        const now = clock.now();
        print(options, application.secrets.map(secretToJson), () =>
          application.secrets.length === 0
            ? `${application.displayName} has no secret.`
            : formatTable(
                ['Key id', 'Name', 'Begins with', 'Until'],
                application.secrets.map(({ keyId, displayName = '', hint, endDate }) => [
                  keyId,
                  displayName,
                  hint,
                  endDate > now ? formatTime(endDate) : `${formatTime(endDate)}, expired`,
                ]),
              ),
        );
      });
    });
}
