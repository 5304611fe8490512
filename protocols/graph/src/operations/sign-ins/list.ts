import { collectPages } from '../../odata/collect.ts';
import { equalTo, type FilterTerm } from '../../odata/filter.ts';
import { MAX_PAGE } from '../../odata/query.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { SIGN_INS } from '../../schemas/log.ts';
import { createNames } from './names.ts';
import { READ_SIGN_INS } from './permissions.ts';
import { signInJson } from './sign-in-json.ts';

export const listSignIns: AnyOperation = defineOperation({
  id: 'signIns_list',
  method: 'GET',
  path: '/auditLogs/signIns',
  versions: ['v1.0', 'beta'],
  summary: 'Lists sign-ins, newest first; beta adds the certificate and every check of the decision.',
  permissions: READ_SIGN_INS,
  access: 'administrator',
  query: ['select', 'filter', 'top', 'skiptoken'],
  filter: {
    id: ['eq'],
    userId: ['eq'],
    userPrincipalName: ['eq', 'startsWith'],
    appId: ['eq'],
    correlationId: ['eq'],
    ipAddress: ['eq', 'startsWith'],
    clientAppUsed: ['eq'],
    isInteractive: ['eq'],
    'status/errorCode': ['eq', 'ne'],
  },
  output: SIGN_INS,
  status: 200,
  async handle({ directory, caller, root, query, version }) {
    const { tenantId } = caller.user;
    const userId = equalTo(query.filter, 'userId')?.toLowerCase();
    const correlationId = equalTo(query.filter, 'correlationId');
    const outcome = outcomeOf(query.filter);
    const filter = {
      tenantId,
      ...(userId && { userId }),
      ...(correlationId && { correlationId }),
      ...(outcome && { outcome }),
    };
    const namesOf = createNames(directory);
    const place = { root, path: '/auditLogs/signIns', context: 'auditLogs/signIns', query };
    const body = await collectPages(
      place,
      async (page) => {
        const { items, next } = await directory.signInLog.list(filter, page);
        const rows = await Promise.all(
          items.map(async (entry) => signInJson(entry, await namesOf(entry), version)),
        );
        return { items: rows, next };
      },
      (row) => row,
      MAX_PAGE,
    );
    return { body };
  },
});

/** Narrows what is read: `ne 0` asks for refusals, `eq 0` for the others; error code 0 is success. */
function outcomeOf(terms: readonly FilterTerm[]): 'success' | 'refused' | undefined {
  const term = terms.find(({ property }) => property === 'status/errorCode');
  if (term === undefined) return undefined;
  if (term.compare === 'ne') return term.value === 0 ? 'refused' : undefined;
  return term.value === 0 ? 'success' : 'refused';
}
