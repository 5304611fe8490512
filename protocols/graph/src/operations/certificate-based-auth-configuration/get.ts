import { notFound } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { CONFIGURATION } from '../../schemas/certificate-authority.ts';
import { findOrganization } from '../organization/organization-json.ts';
import {
  CONFIGURATION_ID,
  checkConfigurationId,
  configurationContext,
  findConfiguration,
} from './configuration-json.ts';
import { READ_CONFIGURATION } from './permissions.ts';

export const getConfiguration: AnyOperation = defineOperation({
  id: 'certificateBasedAuthConfiguration_get',
  method: 'GET',
  path: '/organization/{organizationId}/certificateBasedAuthConfiguration/{configurationId}',
  versions: ['v1.0', 'beta'],
  summary: 'Reads the configuration with the trusted certificate authorities.',
  permissions: READ_CONFIGURATION,
  access: 'administrator',
  query: ['select'],
  output: CONFIGURATION,
  status: 200,
  async handle({ directory, caller, params }) {
    const tenant = await findOrganization(directory, caller, params['organizationId'] ?? '');
    checkConfigurationId(params);
    const body = await findConfiguration(directory, tenant.id);
    if (body === undefined) throw notFound(CONFIGURATION_ID);
    return { context: `${configurationContext(tenant.id)}/$entity`, body };
  },
});
