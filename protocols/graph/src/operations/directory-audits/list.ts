import { collectPages } from '../../odata/collect.ts';
import { MAX_PAGE } from '../../odata/query.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { DIRECTORY_AUDITS } from '../../schemas/log.ts';
import { directoryAuditJson } from './directory-audit-json.ts';
import { READ_AUDITS } from './permissions.ts';

export const listDirectoryAudits: AnyOperation = defineOperation({
  id: 'directoryAudits_list',
  method: 'GET',
  path: '/auditLogs/directoryAudits',
  versions: ['v1.0', 'beta'],
  summary: 'Lists changes of the directory, made and refused, newest first.',
  permissions: READ_AUDITS,
  access: 'administrator',
  query: ['select', 'filter', 'top', 'skiptoken'],
  filter: {
    activityDisplayName: ['eq', 'startsWith'],
    category: ['eq'],
    correlationId: ['eq'],
    loggedByService: ['eq'],
    result: ['eq'],
    'initiatedBy/user/id': ['eq'],
    'initiatedBy/user/displayName': ['eq'],
    'initiatedBy/user/userPrincipalName': ['eq', 'startsWith'],
    'initiatedBy/app/appId': ['eq'],
    'initiatedBy/app/displayName': ['eq'],
  },
  output: DIRECTORY_AUDITS,
  status: 200,
  async handle({ directory, caller, root, query }) {
    const place = { root, path: '/auditLogs/directoryAudits', context: 'auditLogs/directoryAudits', query };
    const { tenantId } = caller.user;
    const body = await collectPages(
      place,
      (page) => directory.auditLog.list(tenantId, page),
      directoryAuditJson,
      MAX_PAGE,
    );
    return { body };
  },
});
