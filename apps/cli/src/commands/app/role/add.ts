import { type AppRole, isAppRoleValue } from '@signet/identity';
import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import { changeApplication } from '../../../find-application.ts';
import { type GlobalOptions, withServices } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';

interface RoleAddOptions extends GlobalOptions {
  readonly name?: string;
  readonly for: 'users' | 'applications' | 'both';
}

export function registerRoleAdd(roles: Command): void {
  const members = new Option('--for <members>', 'who can have it');
  roles
    .command('add')
    .description('Make an app role; it stands in «roles» of the tokens of those who have it.')
    .argument('<app-id>', 'the application that understands it')
    .argument('<value>', 'what «roles» holds')
    .option('--name <name>', 'what people call it (default: the value)')
    .addOption(members.choices(['users', 'applications', 'both']).default('both'))
    .addHelpText(
      'after',
      '\nExample:\n  signet app role add c0270500-0000-4000-8000-0000000000a3 Jobs.Run.All --for applications',
    )
    .action(async (appId: string, value: string, _options, command: Command) => {
      const options = command.optsWithGlobals<RoleAddOptions>();
      if (!isAppRoleValue(value))
        throw new CommandError(EXIT.usage, 'A value is 1 to 120 characters without spaces.');
      await withServices(options, async ({ directory, random }) => {
        const role: AppRole = {
          id: random.guid(),
          value,
          displayName: options.name ?? value,
          allowedMemberTypes: MEMBER_TYPES[options.for],
          isEnabled: true,
        };
        const { displayName } = await changeApplication(directory, appId, (before) => {
          if (before.appRoles.some((one) => one.value.toLowerCase() === value.toLowerCase()))
            throw new CommandError(EXIT.usage, `${before.displayName} has an app role ${value} already.`);
          return { ...before, appRoles: [...before.appRoles, role] };
        });
        print(options, role, () => `${displayName} has the app role ${value} now (${role.id}).`);
      });
    });
}

const MEMBER_TYPES: Readonly<Record<RoleAddOptions['for'], AppRole['allowedMemberTypes']>> = {
  users: ['User'],
  applications: ['Application'],
  both: ['User', 'Application'],
};
