import { type AnyOperation, defineOperation } from '../../operation.ts';
import { findDomain } from '../domains/domain-json.ts';
import { CHANGE_DOMAIN, WRITE_FEDERATION } from '../domains/permissions.ts';
import { federationOf } from './federation-json.ts';

export const deleteFederation: AnyOperation = defineOperation({
  id: 'federationConfiguration_delete',
  method: 'DELETE',
  path: '/domains/{domainId}/federationConfiguration/{federationId}',
  versions: ['v1.0', 'beta'],
  summary: 'Ends the federation: the domain is managed from then on.',
  permissions: WRITE_FEDERATION,
  access: 'administrator',
  status: 204,
  audit: { ...CHANGE_DOMAIN, name: 'Set domain authentication', operationType: 'Update' },
  async handle({ directory, caller, params }) {
    const domain = await findDomain(directory, caller, params['domainId'] ?? '');
    federationOf(domain, params);
    await directory.domains.update({ ...domain, federation: undefined });
    await directory.metadataRefreshes.remove(`domain ${domain.name}`);
    return { target: { id: domain.name, displayName: domain.name } };
  },
});
