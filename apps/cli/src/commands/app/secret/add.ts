import { formatTime } from '@signet/pki';
import { createClientSecret } from '@signet/sign-in';
import type { Command } from 'commander';
import { changeApplication } from '../../../find-application.ts';
import { type GlobalOptions, withServices } from '../../../installation.ts';
import { parseDurationSeconds } from '../../../parse-options.ts';
import { print } from '../../../terminal/print.ts';
import { secretToJson } from '../app-json.ts';

interface SecretAddOptions extends GlobalOptions {
  readonly name?: string;
  readonly expiresIn: number;
}

export function registerSecretAdd(secrets: Command): void {
  secrets
    .command('add')
    .description('Make a secret and print it, once; earlier ones stay good.')
    .argument('<app-id>', 'the application')
    .option('--name <name>', 'what people call it')
    .option('--expires-in <duration>', 'how long it is good', parseDurationSeconds, TWO_YEARS)
    .addHelpText(
      'after',
      '\nExample:\n  signet app secret add c0270500-0000-4000-8000-0000000000a3 --name "Of 2027" --expires-in 365d',
    )
    .action(async (appId: string, _options, command: Command) => {
      const options = command.optsWithGlobals<SecretAddOptions>();
      await withServices(options, async ({ directory, random, clock }) => {
        const startDate = clock.now();
        const endDate = startDate + options.expiresIn;
        const { secret, text } = createClientSecret(
          { displayName: options.name, startDate, endDate },
          random,
        );
        const { displayName } = await changeApplication(directory, appId, (before) => ({
          ...before,
          secrets: [...before.secrets, secret],
        }));
        print(options, { appId, ...secretToJson(secret), secretText: text }, () =>
          [`The secret of ${displayName} until ${formatTime(endDate)}; it is not shown again:`, text].join(
            '\n',
          ),
        );
      });
    });
}

const TWO_YEARS = 2 * 365 * 86_400;
