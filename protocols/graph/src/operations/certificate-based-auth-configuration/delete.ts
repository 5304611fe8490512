import { notFound } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { findOrganization } from '../organization/organization-json.ts';
import { CONFIGURATION_ID, checkConfigurationId, listClassicStore } from './configuration-json.ts';
import { CHANGE_AUTHORITIES, WRITE_CONFIGURATION } from './permissions.ts';

export const deleteConfiguration: AnyOperation = defineOperation({
  id: 'certificateBasedAuthConfiguration_delete',
  method: 'DELETE',
  path: '/organization/{organizationId}/certificateBasedAuthConfiguration/{configurationId}',
  versions: ['v1.0', 'beta'],
  summary:
    'Trusts no certificate authority any more: nobody signs in by certificate until a new list is posted.',
  permissions: WRITE_CONFIGURATION,
  access: 'administrator',
  status: 204,
  audit: {
    ...CHANGE_AUTHORITIES,
    name: 'Delete certificate based auth configuration',
    operationType: 'Delete',
  },
  async handle({ directory, caller, params }) {
    const tenant = await findOrganization(directory, caller, params['organizationId'] ?? '');
    checkConfigurationId(params);
    const authorities = await listClassicStore(directory, tenant.id);
    if (authorities.length === 0) throw notFound(CONFIGURATION_ID);
    for (const { id } of authorities) await directory.certificateAuthorities.remove(id);
    return { target: { id: CONFIGURATION_ID, displayName: tenant.displayName } };
  },
});
