import { guid, isGuid, type PermissionGrantId } from '@signet/identity';
import { notFound } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { REMOVE_CONSENT, WRITE_PERMISSION_GRANTS } from './permissions.ts';

export const deletePermissionGrant: AnyOperation = defineOperation({
  id: 'oauth2PermissionGrants_delete',
  method: 'DELETE',
  path: '/oauth2PermissionGrants/{permissionGrantId}',
  versions: ['v1.0', 'beta'],
  summary: 'Takes consent back: the application gets no new tokens for it, from the next refresh on.',
  permissions: WRITE_PERMISSION_GRANTS,
  access: 'administrator',
  status: 204,
  audit: REMOVE_CONSENT,
  async handle({ directory, caller, params }) {
    const id = params['permissionGrantId'] ?? '';
    const grant = isGuid(id) ? await directory.permissionGrants.find(guid<PermissionGrantId>(id)) : undefined;
    // Another tenant's is answered as if there were none.
    if (grant?.tenantId !== caller.user.tenantId) throw notFound(id);
    await directory.permissionGrants.remove(grant.id);
    const application = await directory.applications.find(grant.clientId);
    return { target: { id: grant.clientId, displayName: application?.displayName ?? grant.clientId } };
  },
});
