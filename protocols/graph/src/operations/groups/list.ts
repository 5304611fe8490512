import { collectPages } from '../../odata/collect.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { GROUPS } from '../../schemas/group.ts';
import { groupJson, READ_GROUPS } from './group-json.ts';

export const listGroups: AnyOperation = defineOperation({
  id: 'groups_list',
  method: 'GET',
  path: '/groups',
  versions: ['v1.0', 'beta'],
  summary: 'Lists the groups by displayName; $count=true needs the header «ConsistencyLevel: eventual».',
  permissions: READ_GROUPS,
  access: 'administrator',
  query: ['select', 'filter', 'top', 'skiptoken', 'count'],
  countIsAdvanced: true,
  filter: { id: ['eq'], displayName: ['eq', 'startsWith'] },
  output: GROUPS,
  status: 200,
  async handle({ directory, caller, root, query }) {
    const place = { root, path: '/groups', context: 'groups', query };
    const { tenantId } = caller.user;
    return {
      body: await collectPages(place, (page) => directory.groups.list(tenantId, page), groupJson, 100),
    };
  },
});
