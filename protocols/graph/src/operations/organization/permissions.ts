import type { Permissions } from '../../operation.ts';

export const READ_ORGANIZATION: Permissions = {
  least: 'DeviceManagementServiceConfig.Read.All',
  accepted: [
    'Organization.Read.All',
    'Organization.ReadWrite.All',
    'Directory.Read.All',
    'User.Read',
    'User.Read.All',
  ],
};
