import type { Permissions } from '../../operation.ts';

export const READ_SIGN_INS: Permissions = { least: 'AuditLog.Read.All', accepted: [] };
