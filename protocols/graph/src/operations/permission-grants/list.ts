import { collectPages } from '../../odata/collect.ts';
import { MAX_PAGE } from '../../odata/query.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { PERMISSION_GRANTS } from '../../schemas/permission-grant.ts';
import { permissionGrantJson } from './permission-grant-json.ts';
import { READ_PERMISSION_GRANTS } from './permissions.ts';

export const listPermissionGrants: AnyOperation = defineOperation({
  id: 'oauth2PermissionGrants_list',
  method: 'GET',
  path: '/oauth2PermissionGrants',
  versions: ['v1.0', 'beta'],
  summary: 'Lists what people and administrators allowed applications.',
  permissions: READ_PERMISSION_GRANTS,
  access: 'administrator',
  query: ['select', 'filter', 'top', 'skiptoken'],
  filter: { clientId: ['eq'], consentType: ['eq'], principalId: ['eq'], resourceId: ['eq'] },
  output: PERMISSION_GRANTS,
  status: 200,
  async handle({ directory, caller, root, query }) {
    const place = { root, path: '/oauth2PermissionGrants', context: 'oauth2PermissionGrants', query };
    const { tenantId } = caller.user;
    const list = (page: Parameters<typeof directory.permissionGrants.list>[1]) =>
      directory.permissionGrants.list(tenantId, page);
    return { body: await collectPages(place, list, permissionGrantJson, MAX_PAGE) };
  },
});
