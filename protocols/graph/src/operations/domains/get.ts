import { type AnyOperation, defineOperation } from '../../operation.ts';
import { DOMAIN } from '../../schemas/domain.ts';
import { domainJson, findDomain } from './domain-json.ts';
import { READ_DOMAINS } from './permissions.ts';

export const getDomain: AnyOperation = defineOperation({
  id: 'domains_get',
  method: 'GET',
  path: '/domains/{domainId}',
  versions: ['v1.0', 'beta'],
  summary: 'Reads a domain by its name.',
  permissions: READ_DOMAINS,
  access: 'administrator',
  query: ['select'],
  output: DOMAIN,
  status: 200,
  async handle({ directory, caller, params }) {
    const domain = await findDomain(directory, caller, params['domainId'] ?? '');
    return { context: 'domains/$entity', body: domainJson(domain) };
  },
});
