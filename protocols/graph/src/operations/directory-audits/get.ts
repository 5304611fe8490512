import { notFound } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { DIRECTORY_AUDIT } from '../../schemas/log.ts';
import { directoryAuditJson } from './directory-audit-json.ts';
import { READ_AUDITS } from './permissions.ts';

export const getDirectoryAudit: AnyOperation = defineOperation({
  id: 'directoryAudits_get',
  method: 'GET',
  path: '/auditLogs/directoryAudits/{directoryAuditId}',
  versions: ['v1.0', 'beta'],
  summary: 'Reads one row of the audit log.',
  permissions: READ_AUDITS,
  access: 'administrator',
  query: ['select'],
  output: DIRECTORY_AUDIT,
  status: 200,
  async handle({ directory, caller, params }) {
    const id = params['directoryAuditId'] ?? '';
    const entry = await directory.auditLog.find(caller.user.tenantId, id);
    if (entry === undefined) throw notFound(id);
    return { context: 'auditLogs/directoryAudits/$entity', body: directoryAuditJson(entry) };
  },
});
