import { collect } from '../../odata/collect.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { ORGANIZATIONS } from '../../schemas/organization.ts';
import { findOrganization, organizationJson } from './organization-json.ts';
import { READ_ORGANIZATION } from './permissions.ts';

export const listOrganizations: AnyOperation = defineOperation({
  id: 'organization_list',
  method: 'GET',
  path: '/organization',
  versions: ['v1.0', 'beta'],
  summary: 'Lists the organization of the signed-in user: always one.',
  permissions: READ_ORGANIZATION,
  access: 'everyone',
  query: ['select'],
  output: ORGANIZATIONS,
  status: 200,
  async handle({ directory, caller, root, query }) {
    const tenant = await findOrganization(directory, caller, caller.user.tenantId);
    const place = { root, path: '/organization', context: 'organization', query };
    return { body: collect(place, [await organizationJson(directory, tenant)]) };
  },
});
