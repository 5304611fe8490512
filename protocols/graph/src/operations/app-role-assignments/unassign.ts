import type { AppRoleAssignment, TenantId } from '@signet/identity';
import { notFound } from '../../graph-error.ts';
import type { Answer, Call } from '../../operation.ts';

/** Takes an assignment away that has the object of the address, a user or a service principal, on this side. */
export async function unassign(
  { directory, params }: Call<undefined>,
  side: {
    readonly property: keyof Pick<AppRoleAssignment, 'principalId' | 'resourceId'>;
    readonly id: string;
    readonly tenantId: TenantId;
    readonly displayName: string;
  },
): Promise<Answer> {
  const { assignmentId = '' } = params;
  const found = await directory.appRoleAssignments.find(side.tenantId, assignmentId);
  if (found?.[side.property] !== side.id) throw notFound(assignmentId);
  await directory.appRoleAssignments.remove(side.tenantId, found.id);
  return { target: { id: found.resourceId, displayName: side.displayName } };
}
