import type { Activity, Permissions } from '../../operation.ts';

export const READ_DOMAINS: Permissions = {
  least: 'Domain.Read.All',
  accepted: ['Domain.ReadWrite.All', 'Directory.Read.All'],
};

export const READ_FEDERATION: Permissions = {
  least: 'Domain-InternalFederation.Read.All',
  accepted: ['Domain-InternalFederation.ReadWrite.All', 'Domain.Read.All', 'Domain.ReadWrite.All'],
};

export const WRITE_FEDERATION: Permissions = {
  least: 'Domain-InternalFederation.ReadWrite.All',
  accepted: ['Domain.ReadWrite.All'],
};

export const CHANGE_DOMAIN: Pick<Activity, 'category' | 'targetType'> = {
  category: 'DirectoryManagement',
  targetType: 'Domain',
};
