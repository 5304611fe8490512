import { type Command, Option } from 'commander';
import { changeApplication } from '../../find-application.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';

interface ApplicationSetOptions extends GlobalOptions {
  readonly requireMultiFactor: 'yes' | 'no';
}

export function registerAppSet(app: Command): void {
  const requireMultiFactor = new Option(
    '--require-multi-factor <yes|no>',
    'whether a single factor is too little for it',
  );
  app
    .command('set')
    .description('Change what an application asks of those who sign in.')
    .argument('<appId>', 'application (client) id')
    .addOption(requireMultiFactor.choices(['yes', 'no']).makeOptionMandatory())
    .addHelpText(
      'after',
      '\nExample:\n  signet app set c0270500-0000-4000-8000-0000000000a1 --require-multi-factor yes',
    )
    .action(async (appId: string, _options, command: Command) => {
      const options = command.optsWithGlobals<ApplicationSetOptions>();
      await withServices(options, async ({ directory }) => {
        const requiresMultiFactor = options.requireMultiFactor === 'yes';
        const changed = await changeApplication(directory, appId, (before) => ({
          ...before,
          requiresMultiFactor,
        }));
        const { displayName } = changed;
        print(options, { appId: changed.appId, displayName, requiresMultiFactor }, () =>
          requiresMultiFactor
            ? `${displayName} asks for two factors now; refresh tokens of one factor stop working.`
            : `${displayName} takes one factor now.`,
        );
      });
    });
}
