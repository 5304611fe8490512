import { type AnyOperation, defineOperation } from '../../operation.ts';
import { FEDERATION } from '../../schemas/domain.ts';
import { findDomain } from '../domains/domain-json.ts';
import { READ_FEDERATION } from '../domains/permissions.ts';
import { federationContext, federationJson, federationOf } from './federation-json.ts';

export const getFederation: AnyOperation = defineOperation({
  id: 'federationConfiguration_get',
  method: 'GET',
  path: '/domains/{domainId}/federationConfiguration/{federationId}',
  versions: ['v1.0', 'beta'],
  summary: 'Reads the federation of a domain.',
  permissions: READ_FEDERATION,
  access: 'administrator',
  query: ['select'],
  output: FEDERATION,
  status: 200,
  async handle({ directory, caller, params }) {
    const domain = await findDomain(directory, caller, params['domainId'] ?? '');
    const refresh = await directory.metadataRefreshes.find(`domain ${domain.name}`);
    const body = federationJson(federationOf(domain, params), refresh);
    return { context: `${federationContext(domain)}/$entity`, body };
  },
});
