import { collect } from '../../odata/collect.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { APPLICATIONS } from '../../schemas/application.ts';
import { applicationJson } from './application-json.ts';
import { READ_APPLICATIONS } from './permissions.ts';

export const listApplications: AnyOperation = defineOperation({
  id: 'applications_list',
  method: 'GET',
  path: '/applications',
  versions: ['v1.0', 'beta'],
  summary: 'Lists the applications by name; $count=true needs the header «ConsistencyLevel: eventual».',
  permissions: READ_APPLICATIONS,
  access: 'administrator',
  query: ['select', 'filter', 'top', 'skiptoken', 'count'],
  countIsAdvanced: true,
  filter: { id: ['eq'], appId: ['eq'], displayName: ['eq', 'startsWith'] },
  output: APPLICATIONS,
  status: 200,
  async handle({ directory, caller, root, query }) {
    const applications = await directory.applications.list(caller.user.tenantId);
    const items = await Promise.all(applications.map((one) => applicationJson(one, directory)));
    return { body: collect({ root, path: '/applications', context: 'applications', query }, items) };
  },
});
