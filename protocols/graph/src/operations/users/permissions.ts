import type { Activity, Permissions } from '../../operation.ts';

export const READ_USERS: Permissions = {
  least: 'User.ReadBasic.All',
  accepted: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  onSelf: ['User.Read', 'User.ReadWrite'],
};

/** Which groups a user is in. */
export const READ_MEMBERSHIP: Permissions = {
  least: 'User.ReadBasic.All',
  accepted: [
    'User.Read.All',
    'User.ReadWrite.All',
    'GroupMember.Read.All',
    'GroupMember.ReadWrite.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  onSelf: ['User.Read', 'User.ReadWrite'],
};

export const WRITE_USERS: Permissions = {
  least: 'User.ReadWrite.All',
  accepted: ['Directory.ReadWrite.All'],
};

export const REVOKE_SESSIONS: Permissions = {
  least: 'User.RevokeSessions.All',
  accepted: ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
};

export const CHANGE_USER: Pick<Activity, 'category' | 'targetType'> = {
  category: 'UserManagement',
  targetType: 'User',
};
