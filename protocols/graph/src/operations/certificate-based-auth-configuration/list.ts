import { collect } from '../../odata/collect.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { CONFIGURATIONS } from '../../schemas/certificate-authority.ts';
import { findOrganization } from '../organization/organization-json.ts';
import { configurationContext, findConfiguration } from './configuration-json.ts';
import { READ_CONFIGURATION } from './permissions.ts';

export const listConfigurations: AnyOperation = defineOperation({
  id: 'certificateBasedAuthConfiguration_list',
  method: 'GET',
  path: '/organization/{organizationId}/certificateBasedAuthConfiguration',
  versions: ['v1.0', 'beta'],
  summary: 'Lists the trusted certificate authorities: one configuration that holds them all, or none.',
  permissions: READ_CONFIGURATION,
  access: 'administrator',
  query: ['select', 'top', 'skiptoken'],
  output: CONFIGURATIONS,
  status: 200,
  async handle({ directory, caller, root, query, params }) {
    const tenant = await findOrganization(directory, caller, params['organizationId'] ?? '');
    const configuration = await findConfiguration(directory, tenant.id);
    const path = `/organization/${tenant.id}/certificateBasedAuthConfiguration`;
    const place = { root, path, context: configurationContext(tenant.id), query };
    return { body: collect(place, configuration === undefined ? [] : [configuration]) };
  },
});
