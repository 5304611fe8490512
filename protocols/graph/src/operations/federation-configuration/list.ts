import { collect } from '../../odata/collect.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { FEDERATIONS } from '../../schemas/domain.ts';
import { findDomain } from '../domains/domain-json.ts';
import { READ_FEDERATION } from '../domains/permissions.ts';
import { federationContext, federationJson } from './federation-json.ts';

export const listFederations: AnyOperation = defineOperation({
  id: 'federationConfiguration_list',
  method: 'GET',
  path: '/domains/{domainId}/federationConfiguration',
  versions: ['v1.0', 'beta'],
  summary: 'Lists how a domain is federated: one configuration, or none for a managed domain.',
  permissions: READ_FEDERATION,
  access: 'administrator',
  query: ['select', 'top', 'skiptoken'],
  output: FEDERATIONS,
  status: 200,
  async handle({ directory, caller, root, query, params }) {
    const domain = await findDomain(directory, caller, params['domainId'] ?? '');
    const refresh = await directory.metadataRefreshes.find(`domain ${domain.name}`);
    const items = domain.federation === undefined ? [] : [federationJson(domain.federation, refresh)];
    const path = `/domains/${domain.name}/federationConfiguration`;
    return { body: collect({ root, path, context: federationContext(domain), query }, items) };
  },
});
