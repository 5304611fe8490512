import {
  type Application,
  type AppRole,
  type AppRoleAssignment,
  type Directory,
  isGuid,
} from '@signet/identity';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import { findApplication } from '../../../find-application.ts';
import { findUser } from '../../../find-user.ts';
import { type GlobalOptions, withServices } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';
import { findRole } from './find-role.ts';

export function registerRoleAssign(roles: Command): void {
  registerVerb(roles, 'assign', 'Give a user or an application an app role.').action(
    async (appId: string, wanted: string, who: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory, random, clock }) => {
        const { resource, role, principal, found } = await look(directory, appId, wanted, who);
        checkMember(role, principal);
        if (found)
          throw new CommandError(EXIT.usage, `${principal.name} has the app role ${role.value} already.`);
        const assignment: AppRoleAssignment = {
          id: random.guid(),
          tenantId: resource.tenantId,
          principalId: principal.id,
          resourceId: resource.appId,
          appRoleId: role.id,
          createdAt: clock.now(),
        };
        await directory.appRoleAssignments.add(assignment);
        const text = `${principal.name} has the app role ${role.value} of ${resource.displayName} now.`;
        print(options, { id: assignment.id, role: role.value, principalId: principal.id }, () => text);
      });
    },
  );
}

export function registerRoleUnassign(roles: Command): void {
  registerVerb(roles, 'unassign', 'Take an app role from a user or an application.').action(
    async (appId: string, wanted: string, who: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }) => {
        const { resource, role, principal, found } = await look(directory, appId, wanted, who);
        if (!found)
          throw new CommandError(
            EXIT.notFound,
            `${principal.name} does not have the app role ${role.value}.`,
          );
        await directory.appRoleAssignments.remove(resource.tenantId, found.id);
        const text = `${principal.name} does not have the app role ${role.value} of ${resource.displayName} any more.`;
        print(options, { id: found.id, role: role.value, principalId: principal.id }, () => text);
      });
    },
  );
}

function registerVerb(roles: Command, verb: 'assign' | 'unassign', description: string): Command {
  return roles
    .command(verb)
    .description(description)
    .argument('<app-id>', 'the application that understands the role')
    .argument('<role>', 'app role by value or id')
    .argument('<who>', 'user principal name, or the id of an application')
    .addHelpText(
      'after',
      `\nExample:\n  signet app role ${verb} c0270500-0000-4000-8000-0000000000a3 Jobs.Approve alice@contoso.example`,
    );
}

interface Principal {
  readonly id: AppRoleAssignment['principalId'];
  readonly name: string;
  readonly memberType: AppRole['allowedMemberTypes'][number];
}

async function look(
  directory: Directory,
  appId: string,
  wanted: string,
  who: string,
): Promise<{
  readonly resource: Application;
  readonly role: AppRole;
  readonly principal: Principal;
  readonly found: AppRoleAssignment | undefined;
}> {
  const resource = await findApplication(directory, appId);
  const role = findRole(resource, wanted);
  const principal = await findPrincipal(directory, who, resource);
  const all = await directory.appRoleAssignments.listOfPrincipal(resource.tenantId, principal.id);
  const found = all.find((one) => one.resourceId === resource.appId && one.appRoleId === role.id);
  return { resource, role, principal, found };
}

async function findPrincipal(
  directory: Directory,
  who: string,
  { tenantId }: Application,
): Promise<Principal> {
  if (isGuid(who)) {
    const application = await findApplication(directory, who);
    checkTenant(application.tenantId === tenantId, who);
    return { id: application.appId, name: application.displayName, memberType: 'Application' };
  }
  const user = await findUser(directory, who);
  checkTenant(user.tenantId === tenantId, who);
  return { id: user.id, name: user.userPrincipalName, memberType: 'User' };
}

function checkTenant(isSame: boolean, who: string): void {
  if (!isSame) throw new CommandError(EXIT.usage, `${who} is of another tenant than the application.`);
}

function checkMember({ value, allowedMemberTypes }: AppRole, { name, memberType }: Principal): void {
  if (allowedMemberTypes.includes(memberType)) return;
  const kind = memberType === 'User' ? 'users' : 'applications';
  throw new CommandError(EXIT.usage, `The app role ${value} is not for ${kind}, and so not for ${name}.`);
}
