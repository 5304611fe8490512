import type { AppRoleAssignment } from '@signet/identity';
import { notFound } from '../../graph-error.ts';
import type { Answer, Call } from '../../operation.ts';
import { findApplication } from '../applications/application-json.ts';

/** Takes an assignment away that has the service principal of the address on this side. */
export async function unassign(
  { directory, caller, params }: Call<undefined>,
  side: keyof Pick<AppRoleAssignment, 'principalId' | 'resourceId'>,
): Promise<Answer> {
  const { servicePrincipalId = '', assignmentId = '' } = params;
  const application = await findApplication(directory, caller, servicePrincipalId);
  const found = await directory.appRoleAssignments.find(application.tenantId, assignmentId);
  if (found?.[side] !== application.appId) throw notFound(assignmentId);
  await directory.appRoleAssignments.remove(application.tenantId, found.id);
  return { target: { id: found.resourceId, displayName: application.displayName } };
}
