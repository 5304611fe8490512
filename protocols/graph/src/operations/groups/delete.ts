import { readCertificateMethod } from '@signet/identity';
import { badRequest } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { CHANGE_GROUP, findGroup, WRITE_GROUPS } from './group-json.ts';

export const deleteGroup: AnyOperation = defineOperation({
  id: 'groups_delete',
  method: 'DELETE',
  path: '/groups/{groupId}',
  versions: ['v1.0', 'beta'],
  summary: 'Deletes a group that the policy of the certificate method does not name.',
  permissions: WRITE_GROUPS,
  access: 'administrator',
  status: 204,
  audit: { ...CHANGE_GROUP, name: 'Delete group', operationType: 'Delete' },
  async handle({ directory, caller, params }) {
    const group = await findGroup(directory, caller, params['groupId'] ?? '');
    const text = await directory.authenticationMethodPolicies.find(group.tenantId, 'X509Certificate');
    const method = readCertificateMethod(text);
    // Gone from excludeTargets it would let its members in; elsewhere it would lock them out without a word.
    if (method !== 'unreadable' && JSON.stringify(method).toLowerCase().includes(group.id)) {
      throw badRequest('The policy of the certificate method names this group; take it out there first.');
    }
    await directory.groups.remove(group.id);
    return { target: group };
  },
});
