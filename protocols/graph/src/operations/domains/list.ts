import { collect } from '../../odata/collect.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { DOMAINS } from '../../schemas/domain.ts';
import { domainJson } from './domain-json.ts';
import { READ_DOMAINS } from './permissions.ts';

export const listDomains: AnyOperation = defineOperation({
  id: 'domains_list',
  method: 'GET',
  path: '/domains',
  versions: ['v1.0', 'beta'],
  summary: 'Lists the verified domains and how their users sign in.',
  permissions: READ_DOMAINS,
  access: 'administrator',
  query: ['select', 'top', 'skiptoken', 'filter', 'count'],
  filter: { id: ['eq', 'startsWith'], authenticationType: ['eq'], isDefault: ['eq'] },
  output: DOMAINS,
  status: 200,
  async handle({ directory, caller, root, query }) {
    const domains = await directory.domains.list(caller.user.tenantId);
    const place = { root, path: '/domains', context: 'domains', query };
    return { body: collect(place, domains.map(domainJson)) };
  },
});
