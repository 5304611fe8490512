import { type AnyOperation, defineOperation } from '../../operation.ts';
import { PERMISSION_GRANT_CHANGES, type PermissionGrantChanges } from '../../schemas/permission-grant.ts';
import { checkScope, findPermissionGrant } from './find-permission-grant.ts';
import { CHANGE_CONSENT, WRITE_PERMISSION_GRANTS } from './permissions.ts';

export const updatePermissionGrant: AnyOperation = defineOperation<PermissionGrantChanges>({
  id: 'oauth2PermissionGrants_update',
  method: 'PATCH',
  path: '/oauth2PermissionGrants/{permissionGrantId}',
  versions: ['v1.0', 'beta'],
  summary: 'Puts other scopes into a consent.',
  permissions: WRITE_PERMISSION_GRANTS,
  access: 'administrator',
  input: PERMISSION_GRANT_CHANGES,
  status: 204,
  audit: { ...CHANGE_CONSENT, name: 'Update delegated permission grant', operationType: 'Update' },
  async handle({ directory, caller, params, body }) {
    const grant = await findPermissionGrant(directory, caller, params);
    const scopes = await checkScope(body.scope, grant, directory);
    await directory.permissionGrants.update({ ...grant, scopes });
    const application = await directory.applications.find(grant.clientId);
    return { target: { id: grant.clientId, displayName: application?.displayName ?? grant.clientId } };
  },
});
