import {
  type Directory,
  guid,
  isGuid,
  type Page,
  type PageRequest,
  type User,
  type UserId,
} from '@signet/identity';
import type { Caller } from '../../access/caller.ts';
import { badRequest, notFound } from '../../graph-error.ts';
import { collectPages } from '../../odata/collect.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { MEMBER_REFERENCE, type MemberReference } from '../../schemas/group.ts';
import { USERS } from '../../schemas/user.ts';
import { selectedUserProperties, userJson } from '../users/user-json.ts';
import { CHANGE_GROUP, findGroup, READ_GROUPS, WRITE_MEMBERS } from './group-json.ts';

export const listMembers: AnyOperation = defineOperation({
  id: 'groups_listMembers',
  method: 'GET',
  path: '/groups/{groupId}/members',
  versions: ['v1.0', 'beta'],
  summary: 'Lists the users of a group.',
  permissions: READ_GROUPS,
  access: 'administrator',
  query: ['select', 'top', 'skiptoken'],
  output: USERS,
  status: 200,
  async handle({ directory, caller, params, root, query }) {
    const { id } = await findGroup(directory, caller, params['groupId'] ?? '');
    const defaultSelect = ['@odata.type', ...selectedUserProperties(query.select)];
    const place = { root, path: `/groups/${id}/members`, context: 'directoryObjects', query, defaultSelect };
    const list = async (page: PageRequest): Promise<Page<User>> => {
      const { items, next } = await directory.groups.listMembers(id, page);
      const users = await Promise.all(items.map((userId) => directory.users.find(userId)));
      return { items: users.filter((user) => user !== undefined), next };
    };
    const toItem = (user: User): object => ({ '@odata.type': '#microsoft.graph.user', ...userJson(user) });
    return { body: await collectPages(place, list, toItem, 100) };
  },
});

export const addMember: AnyOperation = defineOperation<MemberReference>({
  id: 'groups_addMember',
  method: 'POST',
  path: '/groups/{groupId}/members/$ref',
  versions: ['v1.0', 'beta'],
  summary: 'Adds the user whose address @odata.id gives.',
  permissions: WRITE_MEMBERS,
  access: 'administrator',
  input: MEMBER_REFERENCE,
  status: 204,
  audit: { ...CHANGE_GROUP, name: 'Add member to group', operationType: 'Add' },
  async handle({ directory, caller, params, body }) {
    const group = await findGroup(directory, caller, params['groupId'] ?? '');
    // `…/directoryObjects/{id}` or `…/users/{id}`, of whichever root the client was told.
    const [, userId = ''] = /\/(?:directoryObjects|users)\/([^/?#]+)$/.exec(body['@odata.id']) ?? [];
    await directory.groups.addMember(group.id, (await findMember(directory, caller, userId)).id);
    return { target: group };
  },
});

export const removeMember: AnyOperation = defineOperation({
  id: 'groups_removeMember',
  method: 'DELETE',
  path: '/groups/{groupId}/members/{userId}/$ref',
  versions: ['v1.0', 'beta'],
  summary: 'Takes a user out of a group.',
  permissions: WRITE_MEMBERS,
  access: 'administrator',
  status: 204,
  audit: { ...CHANGE_GROUP, name: 'Remove member from group', operationType: 'Delete' },
  async handle({ directory, caller, params }) {
    const group = await findGroup(directory, caller, params['groupId'] ?? '');
    const userId = params['userId'] ?? '';
    const wasMember = isGuid(userId) && (await directory.groups.removeMember(group.id, guid<UserId>(userId)));
    if (!wasMember) throw notFound(userId);
    return { target: group };
  },
});

async function findMember(directory: Directory, caller: Caller, userId: string): Promise<User> {
  const user = isGuid(userId) ? await directory.users.find(guid<UserId>(userId)) : undefined;
  if (user?.tenantId === caller.user.tenantId) return user;
  throw badRequest('@odata.id must be the address of a user of this organization.');
}
