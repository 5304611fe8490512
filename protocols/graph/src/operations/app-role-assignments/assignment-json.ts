import {
  type Application,
  type AppRoleAssignment,
  type Directory,
  guid,
  type User,
  type UserId,
} from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { Activity, Permissions } from '../../operation.ts';
import type { AppRoleAssignmentJson } from '../../schemas/app-role-assignment.ts';

/** As Microsoft's permissions reference has them for delegated calls. */
export const READ_ASSIGNMENTS: Permissions = {
  least: 'Application.Read.All',
  accepted: ['Application.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
};

export const READ_ASSIGNMENTS_OF_USER: Permissions = {
  least: 'AppRoleAssignment.ReadWrite.All',
  accepted: ['Directory.Read.All', 'Directory.ReadWrite.All'],
};

export const WRITE_ASSIGNMENTS: Permissions = {
  least: 'AppRoleAssignment.ReadWrite.All',
  accepted: [],
  alsoOneOf: READ_ASSIGNMENTS.accepted.concat(READ_ASSIGNMENTS.least),
};

export const WRITE_ASSIGNMENTS_OF_USER: Permissions = {
  least: 'AppRoleAssignment.ReadWrite.All',
  accepted: [],
};

export const CHANGE_ASSIGNMENT: Pick<Activity, 'category' | 'targetType'> = {
  category: 'ApplicationManagement',
  targetType: 'ServicePrincipal',
};

/** A person, or an application that stands for its service principal. */
export type Principal =
  | { readonly type: 'User'; readonly user: User }
  | { readonly type: 'ServicePrincipal'; readonly application: Application };

export async function findPrincipal(
  id: string,
  { tenantId }: Pick<AppRoleAssignment, 'tenantId'>,
  directory: Directory,
): Promise<Principal | undefined> {
  const user = await directory.users.find(guid<UserId>(id));
  if (user?.tenantId === tenantId) return { type: 'User', user };
  const application = await directory.applications.find(guid(id));
  return application?.tenantId === tenantId ? { type: 'ServicePrincipal', application } : undefined;
}

export function nameOf(principal: Principal): string {
  return principal.type === 'User' ? principal.user.displayName : principal.application.displayName;
}

/** With the names of both sides, which are looked up. */
export async function assignmentJson(
  assignment: AppRoleAssignment,
  directory: Directory,
): Promise<AppRoleAssignmentJson> {
  const { id, appRoleId, principalId, resourceId, createdAt } = assignment;
  const principal = await findPrincipal(principalId, assignment, directory);
  const resource = await directory.applications.find(resourceId);
  return {
    id,
    deletedDateTime: null,
    appRoleId,
    createdDateTime: formatTime(createdAt),
    principalDisplayName: principal ? nameOf(principal) : null,
    principalId,
    principalType: principal?.type ?? 'User',
    resourceDisplayName: resource?.displayName ?? null,
    resourceId,
  };
}
