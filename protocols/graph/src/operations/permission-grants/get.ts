import { type AnyOperation, defineOperation } from '../../operation.ts';
import { PERMISSION_GRANT } from '../../schemas/permission-grant.ts';
import { findPermissionGrant } from './find-permission-grant.ts';
import { permissionGrantJson } from './permission-grant-json.ts';
import { READ_PERMISSION_GRANTS } from './permissions.ts';

export const getPermissionGrant: AnyOperation = defineOperation({
  id: 'oauth2PermissionGrants_get',
  method: 'GET',
  path: '/oauth2PermissionGrants/{permissionGrantId}',
  versions: ['v1.0', 'beta'],
  summary: 'Reads one consent.',
  permissions: READ_PERMISSION_GRANTS,
  access: 'administrator',
  query: ['select'],
  output: PERMISSION_GRANT,
  status: 200,
  async handle({ directory, caller, params }) {
    const grant = await findPermissionGrant(directory, caller, params);
    return { context: 'oauth2PermissionGrants/$entity', body: permissionGrantJson(grant) };
  },
});
