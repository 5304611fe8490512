import {
  type Application,
  type AppRoleAssignment,
  DEFAULT_ACCESS_ROLE_ID,
  guid,
  type TenantId,
} from '@signet/identity';
import { badRequest } from '../../graph-error.ts';
import type { Answer, Call } from '../../operation.ts';
import type { NewAppRoleAssignment } from '../../schemas/app-role-assignment.ts';
import { assignmentJson, findPrincipal, nameOf, type Principal } from './assignment-json.ts';

/** Adds what the body says; `side` is what the address names, and must be the same. */
export async function assign(
  { directory, random, caller, body, now }: Call<NewAppRoleAssignment>,
  side: { readonly property: 'principalId' | 'resourceId'; readonly id: string },
): Promise<Answer> {
  const { tenantId } = caller.user;
  if (body[side.property].toLowerCase() !== side.id) {
    throw badRequest(`${side.property} must be the object of the address, ${side.id}.`);
  }
  const principal = await findPrincipal(body.principalId, { tenantId }, directory);
  if (!principal) throw badRequest('principalId: there is no such user or service principal here.');
  const resource = await directory.applications.find(guid(body.resourceId));
  if (resource?.tenantId !== tenantId)
    throw badRequest('resourceId: there is no such service principal here.');
  const appRoleId = checkRole(body.appRoleId.toLowerCase(), resource, principal);
  const assignment = assignmentOf({
    id: random.guid(),
    tenantId,
    resource,
    principal,
    appRoleId,
    createdAt: now,
  });
  await directory.appRoleAssignments.add(assignment);
  const json = await assignmentJson(assignment, directory);
  return {
    context: 'appRoleAssignments/$entity',
    body: json,
    target: { id: resource.appId, displayName: `${resource.displayName}: ${nameOf(principal)}` },
  };
}

/** Its id, if there is such a role for such a principal. */
function checkRole(appRoleId: string, { appRoles }: Application, { type }: Principal): string {
  if (appRoleId === DEFAULT_ACCESS_ROLE_ID) {
    if (appRoles.length === 0) return appRoleId;
    throw badRequest('appRoleId: the resource has app roles; assign one of them.');
  }
  const role = appRoles.find(({ id }) => id === appRoleId);
  if (!role?.isEnabled) throw badRequest('appRoleId: the resource has no such app role, or it is disabled.');
  const memberType = type === 'User' ? 'User' : 'Application';
  if (role.allowedMemberTypes.includes(memberType)) return appRoleId;
  throw badRequest(`appRoleId: ${role.value} is not for members of type ${memberType}.`);
}

function assignmentOf(facts: {
  readonly id: string;
  readonly tenantId: TenantId;
  readonly resource: Application;
  readonly principal: Principal;
  readonly appRoleId: string;
  readonly createdAt: number;
}): AppRoleAssignment {
  const { resource, principal, ...rest } = facts;
  const principalId = principal.type === 'User' ? principal.user.id : principal.application.appId;
  return { ...rest, principalId, resourceId: resource.appId };
}
