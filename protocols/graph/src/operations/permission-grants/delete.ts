import { type AnyOperation, defineOperation } from '../../operation.ts';
import { findPermissionGrant } from './find-permission-grant.ts';
import { CHANGE_CONSENT, WRITE_PERMISSION_GRANTS } from './permissions.ts';

export const deletePermissionGrant: AnyOperation = defineOperation({
  id: 'oauth2PermissionGrants_delete',
  method: 'DELETE',
  path: '/oauth2PermissionGrants/{permissionGrantId}',
  versions: ['v1.0', 'beta'],
  summary: 'Takes consent back: the application gets no new tokens for it, from the next refresh on.',
  permissions: WRITE_PERMISSION_GRANTS,
  access: 'administrator',
  status: 204,
  audit: { ...CHANGE_CONSENT, name: 'Remove delegated permission grant', operationType: 'Delete' },
  async handle({ directory, caller, params }) {
    const grant = await findPermissionGrant(directory, caller, params);
    await directory.permissionGrants.remove(grant.id);
    const application = await directory.applications.find(grant.clientId);
    return { target: { id: grant.clientId, displayName: application?.displayName ?? grant.clientId } };
  },
});
