import type { AppRoleAssignment } from '@signet/identity';
import { collect } from '../../odata/collect.ts';
import type { Answer, Call } from '../../operation.ts';
import { assignmentJson } from './assignment-json.ts';

/** The app roles that the object of the address has, a user or a service principal. */
export async function listOfPrincipal(
  { directory, root, query }: Call<undefined>,
  owner: 'users' | 'servicePrincipals',
  { tenantId, id }: Pick<AppRoleAssignment, 'tenantId'> & { readonly id: AppRoleAssignment['principalId'] },
): Promise<Answer> {
  const found = await directory.appRoleAssignments.listOfPrincipal(tenantId, id);
  const items = await Promise.all(found.map((one) => assignmentJson(one, directory)));
  const context = `${owner}('${id}')/appRoleAssignments`;
  return { body: collect({ root, path: `/${owner}/${id}/appRoleAssignments`, context, query }, items) };
}
