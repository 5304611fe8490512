import { type AnyOperation, defineOperation } from '../../operation.ts';
import { ORGANIZATION } from '../../schemas/organization.ts';
import { findOrganization, organizationJson } from './organization-json.ts';
import { READ_ORGANIZATION } from './permissions.ts';

export const getOrganization: AnyOperation = defineOperation({
  id: 'organization_get',
  method: 'GET',
  path: '/organization/{organizationId}',
  versions: ['v1.0', 'beta'],
  summary: 'Reads an organization with its verified domains.',
  permissions: READ_ORGANIZATION,
  access: 'everyone',
  query: ['select'],
  output: ORGANIZATION,
  status: 200,
  async handle({ directory, caller, params }) {
    const tenant = await findOrganization(directory, caller, params['organizationId'] ?? '');
    return { context: 'organization/$entity', body: await organizationJson(directory, tenant) };
  },
});
