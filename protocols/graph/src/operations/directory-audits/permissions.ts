import type { Permissions } from '../../operation.ts';

export const READ_AUDITS: Permissions = { least: 'AuditLog.Read.All', accepted: ['Directory.Read.All'] };
