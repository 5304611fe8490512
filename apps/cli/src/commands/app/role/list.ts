import type { Application, AppRoleAssignment, Directory } from '@signet/identity';
import type { Command } from 'commander';
import { findApplication } from '../../../find-application.ts';
import { type GlobalOptions, withServices } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';
import { formatTable } from '../../../terminal/table.ts';

export function registerRoleList(roles: Command): void {
  roles
    .command('list')
    .description('List the app roles of an application and who has them.')
    .argument('<app-id>', 'the application')
    .addHelpText('after', '\nExample:\n  signet app role list c0270500-0000-4000-8000-0000000000a3')
    .action(async (appId: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }) => {
        const application = await findApplication(directory, appId);
        const assignments = await listAssignments(directory, application);
        const described = await Promise.all(
          application.appRoles.map(async (role) => ({
            ...role,
            assignedTo: await Promise.all(
              assignments.filter((one) => one.appRoleId === role.id).map((one) => nameOf(one, directory)),
            ),
          })),
        );
        print(options, described, () =>
          described.length === 0
            ? `${application.displayName} has no app roles.`
            : formatTable(
                ['Value', 'Name', 'For', 'Who has it'],
                described.map(({ value, displayName, allowedMemberTypes, isEnabled, assignedTo }) => [
                  isEnabled ? value : `${value} (disabled)`,
                  displayName,
                  allowedMemberTypes.join(', '),
                  assignedTo.join('\n'),
                ]),
              ),
        );
      });
    });
}

async function listAssignments(
  { appRoleAssignments }: Directory,
  { appId, tenantId }: Application,
): Promise<readonly AppRoleAssignment[]> {
  const all: AppRoleAssignment[] = [];
  let after: string | undefined;
  do {
    const page = { limit: 1000, ...(after !== undefined && { after }) };
    const { items, next } = await appRoleAssignments.listOfResource(tenantId, appId, page);
    all.push(...items);
    after = next;
  } while (after !== undefined);
  return all;
}

/** A user principal name, or the name of an application. */
async function nameOf({ principalId }: AppRoleAssignment, directory: Directory): Promise<string> {
  const user = await directory.users.find(principalId as Parameters<Directory['users']['find']>[0]);
  if (user) return user.userPrincipalName;
  const id = principalId as Parameters<Directory['applications']['find']>[0];
  return (await directory.applications.find(id))?.displayName ?? principalId;
}
