import type { Activity, Permissions } from '../../operation.ts';

export const READ_CONFIGURATION: Permissions = {
  least: 'Organization.Read.All',
  accepted: ['Organization.ReadWrite.All'],
};

export const WRITE_CONFIGURATION: Permissions = { least: 'Organization.ReadWrite.All', accepted: [] };

export const CHANGE_AUTHORITIES: Pick<Activity, 'category' | 'targetType'> = {
  category: 'DirectoryManagement',
  targetType: 'Directory',
};
