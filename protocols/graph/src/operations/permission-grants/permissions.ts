import type { Activity, Permissions } from '../../operation.ts';

export const READ_PERMISSION_GRANTS: Permissions = {
  least: 'DelegatedPermissionGrant.Read.All',
  accepted: ['DelegatedPermissionGrant.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
};

export const WRITE_PERMISSION_GRANTS: Permissions = {
  least: 'DelegatedPermissionGrant.ReadWrite.All',
  accepted: ['Directory.ReadWrite.All'],
};

export const CHANGE_CONSENT: Pick<Activity, 'category' | 'targetType'> = {
  category: 'ApplicationManagement',
  targetType: 'ServicePrincipal',
};
