import { isScopeValue, type PermissionScope } from '@signet/identity';
import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import { changeApplication } from '../../../find-application.ts';
import { type GlobalOptions, withServices } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';

interface ScopeAddOptions extends GlobalOptions {
  readonly text?: string;
  readonly consent: 'people' | 'administrators';
}

export function registerScopeAdd(scopes: Command): void {
  const consent = new Option('--consent <who>', 'who can allow it');
  scopes
    .command('add')
    .description('Make a scope, which clients ask for as <identifier URI>/<value>.')
    .argument('<app-id>', 'the application that understands it')
    .argument('<value>', 'what «scp» holds')
    .option('--text <text>', 'what the consent page says (default: the value)')
    .addOption(consent.choices(['people', 'administrators']).default('people'))
    .addHelpText(
      'after',
      '\nExample:\n  signet app scope add c0270500-0000-4000-8000-0000000000a3 Jobs.Read --text "Read your jobs"',
    )
    .action(async (appId: string, value: string, _options, command: Command) => {
      const options = command.optsWithGlobals<ScopeAddOptions>();
      if (!isScopeValue(value))
        throw new CommandError(EXIT.usage, 'A value is 1 to 120 characters without spaces and slashes.');
      await withServices(options, async ({ directory, random }) => {
        const scope: PermissionScope = {
          id: random.guid(),
          value,
          type: options.consent === 'people' ? 'User' : 'Admin',
          isEnabled: true,
          userConsentDisplayName: options.text ?? value,
        };
        const { displayName } = await changeApplication(directory, appId, (before) => {
          if (before.oauth2PermissionScopes.some((one) => one.value.toLowerCase() === value.toLowerCase()))
            throw new CommandError(EXIT.usage, `${before.displayName} has a scope ${value} already.`);
          return { ...before, oauth2PermissionScopes: [...before.oauth2PermissionScopes, scope] };
        });
        print(options, scope, () => `${displayName} has the scope ${value} now (${scope.id}).`);
      });
    });
}
