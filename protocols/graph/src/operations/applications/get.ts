import { type AnyOperation, defineOperation } from '../../operation.ts';
import { APPLICATION } from '../../schemas/application.ts';
import { applicationJson, findApplication } from './application-json.ts';
import { READ_APPLICATIONS } from './permissions.ts';

export const getApplication: AnyOperation = defineOperation({
  id: 'applications_get',
  method: 'GET',
  path: '/applications/{applicationId}',
  versions: ['v1.0', 'beta'],
  summary: 'Reads an application; $select=keyCredentials brings the certificates themselves.',
  permissions: READ_APPLICATIONS,
  access: 'administrator',
  query: ['select'],
  output: APPLICATION,
  status: 200,
  async handle({ directory, caller, params, query }) {
    const application = await findApplication(directory, caller, params['applicationId'] ?? '');
    const json = await applicationJson(application, directory);
    const context = 'applications/$entity';
    if (!query.select?.some((name) => name.toLowerCase() === 'keycredentials'))
      return { context, body: json };
    const keyCredentials = json.keyCredentials.map((one, index) => ({
      ...one,
      key: application.keyCredentials[index]?.certificate ?? null,
    }));
    return { context, body: { ...json, keyCredentials } };
  },
});
