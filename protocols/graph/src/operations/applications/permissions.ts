import type { Activity, Permissions } from '../../operation.ts';

/** As Microsoft's permissions reference has them for delegated calls. */
export const READ_APPLICATIONS: Permissions = {
  least: 'Application.Read.All',
  accepted: ['Application.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
};

export const WRITE_APPLICATIONS: Permissions = { least: 'Application.ReadWrite.All', accepted: [] };

/** Of secrets, and of service principals. */
export const WRITE_PRINCIPALS: Permissions = {
  least: 'Application.ReadWrite.All',
  accepted: ['Directory.ReadWrite.All'],
};

export const CHANGE_APPLICATION: Pick<Activity, 'category' | 'targetType'> = {
  category: 'ApplicationManagement',
  targetType: 'Application',
};
