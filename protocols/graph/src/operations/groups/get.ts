import { type AnyOperation, defineOperation } from '../../operation.ts';
import { GROUP } from '../../schemas/group.ts';
import { findGroup, groupJson, READ_GROUPS } from './group-json.ts';

export const getGroup: AnyOperation = defineOperation({
  id: 'groups_get',
  method: 'GET',
  path: '/groups/{groupId}',
  versions: ['v1.0', 'beta'],
  summary: 'Reads a group by id.',
  permissions: READ_GROUPS,
  access: 'administrator',
  query: ['select'],
  output: GROUP,
  status: 200,
  async handle({ directory, caller, params }) {
    const group = await findGroup(directory, caller, params['groupId'] ?? '');
    return { context: 'groups/$entity', body: groupJson(group) };
  },
});
