import type { Application } from '@signet/identity';
import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { changeApplication } from '../../find-application.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';

interface AppSetOptions extends GlobalOptions {
  readonly requireMultiFactor?: 'yes' | 'no';
  readonly idTokenIssuance?: 'yes' | 'no';
}

type Settings = Pick<Application, 'requiresMultiFactor' | 'enableIdTokenIssuance'>;

export function registerAppSet(app: Command): void {
  app
    .command('set')
    .description('Change what an application asks of those who sign in, and how it hears of them.')
    .argument('<appId>', 'application (client) id')
    .addOption(
      new Option('--require-multi-factor <yes|no>', 'whether a single factor is too little for it').choices([
        'yes',
        'no',
      ]),
    )
    .addOption(
      new Option(
        '--id-token-issuance <yes|no>',
        'whether the authorize endpoint itself gives it ID tokens (implicit and hybrid flows)',
      ).choices(['yes', 'no']),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (appId: string, _options, command: Command) => {
      const options = command.optsWithGlobals<AppSetOptions>();
      const changes = readChanges(options);
      await withServices(options, async ({ directory }) => {
        const changed = await changeApplication(directory, appId, (before) => ({ ...before, ...changes }));
        const { displayName } = changed;
        print(options, { appId: changed.appId, displayName, ...changes }, () => format(displayName, changes));
      });
    });
}

function readChanges({ requireMultiFactor, idTokenIssuance }: AppSetOptions): Settings {
  const changes = {
    ...(requireMultiFactor && { requiresMultiFactor: requireMultiFactor === 'yes' }),
    ...(idTokenIssuance && { enableIdTokenIssuance: idTokenIssuance === 'yes' }),
  };
  if (Object.keys(changes).length > 0) return changes;
  throw new CommandError(EXIT.usage, 'Say what to change: --require-multi-factor or --id-token-issuance.');
}

function format(displayName: string, { requiresMultiFactor, enableIdTokenIssuance }: Settings): string {
  const lines = [
    requiresMultiFactor === true &&
      `${displayName} asks for two factors now; refresh tokens of one factor stop working.`,
    requiresMultiFactor === false && `${displayName} takes one factor now.`,
    enableIdTokenIssuance === true &&
      `${displayName} may ask for response_type id_token and code id_token now.`,
    enableIdTokenIssuance === false && `${displayName} gets ID tokens from the token endpoint alone now.`,
  ];
  return lines.filter((line) => line !== false).join('\n');
}

const EXAMPLES = `
Examples:
  signet app set c0270500-0000-4000-8000-0000000000a1 --require-multi-factor yes
  signet app set c0270500-0000-4000-8000-0000000000a2 --id-token-issuance yes`;
