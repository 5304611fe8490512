import { collect } from '../../odata/collect.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { SERVICE_PRINCIPALS } from '../../schemas/service-principal.ts';
import { READ_APPLICATIONS } from '../applications/permissions.ts';
import { graphPrincipalJson, servicePrincipalJson } from './service-principal-json.ts';

export const listServicePrincipals: AnyOperation = defineOperation({
  id: 'servicePrincipals_list',
  method: 'GET',
  path: '/servicePrincipals',
  versions: ['v1.0', 'beta'],
  summary: 'Lists the service principals, that of Microsoft Graph last.',
  permissions: READ_APPLICATIONS,
  access: 'administrator',
  query: ['select', 'filter', 'top', 'skiptoken', 'count'],
  countIsAdvanced: true,
  filter: {
    id: ['eq'],
    appId: ['eq'],
    displayName: ['eq', 'startsWith'],
    servicePrincipalType: ['eq'],
  },
  output: SERVICE_PRINCIPALS,
  status: 200,
  async handle({ directory, caller, root, query }) {
    const applications = await directory.applications.list(caller.user.tenantId);
    const items = [...applications.map(servicePrincipalJson), graphPrincipalJson(root)];
    const place = { root, path: '/servicePrincipals', context: 'servicePrincipals', query };
    return { body: collect(place, items) };
  },
});
