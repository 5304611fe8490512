import { type Group, type GroupId, guid } from '@signet/identity';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { GROUP, NEW_GROUP, type NewGroup } from '../../schemas/group.ts';
import { CHANGE_GROUP, groupJson, WRITE_GROUPS } from './group-json.ts';

export const createGroup: AnyOperation = defineOperation<NewGroup>({
  id: 'groups_create',
  method: 'POST',
  path: '/groups',
  versions: ['v1.0', 'beta'],
  summary: 'Creates a security group of users.',
  permissions: WRITE_GROUPS,
  access: 'administrator',
  input: NEW_GROUP,
  output: GROUP,
  status: 201,
  audit: { ...CHANGE_GROUP, name: 'Add group', operationType: 'Add' },
  async handle({ directory, random, caller, body, now }) {
    const group: Group = {
      id: guid<GroupId>(random.guid()),
      tenantId: caller.user.tenantId,
      displayName: body.displayName,
      description: body.description ?? undefined,
      createdAt: now,
    };
    await directory.groups.add(group);
    return { context: 'groups/$entity', body: groupJson(group), target: group };
  },
});
