import { type Directory, type Group, type GroupId, guid, isGuid } from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { Caller } from '../../access/caller.ts';
import { notFound } from '../../graph-error.ts';
import type { Activity, Permissions } from '../../operation.ts';
import type { GroupJson } from '../../schemas/group.ts';

export const READ_GROUPS: Permissions = {
  least: 'GroupMember.Read.All',
  accepted: ['Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
};

export const WRITE_GROUPS: Permissions = {
  least: 'Group.ReadWrite.All',
  accepted: ['Directory.ReadWrite.All'],
};

export const WRITE_MEMBERS: Permissions = {
  least: 'GroupMember.ReadWrite.All',
  accepted: ['Group.ReadWrite.All', 'Directory.ReadWrite.All'],
};

export const CHANGE_GROUP: Pick<Activity, 'category' | 'targetType'> = {
  category: 'GroupManagement',
  targetType: 'Group',
};

export function groupJson(group: Group): GroupJson {
  return {
    id: group.id,
    displayName: group.displayName,
    description: group.description ?? null,
    mailEnabled: false,
    mailNickname: null,
    securityEnabled: true,
    groupTypes: [],
    createdDateTime: formatTime(group.createdAt),
  };
}

/** By id, in the caller's tenant; a group of another is answered as if there were none. */
export async function findGroup(directory: Directory, caller: Caller, groupId: string): Promise<Group> {
  const group = isGuid(groupId) ? await directory.groups.find(guid<GroupId>(groupId)) : undefined;
  if (group?.tenantId !== caller.user.tenantId) throw notFound(groupId);
  return group;
}
