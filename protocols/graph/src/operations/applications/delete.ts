import { type AnyOperation, defineOperation } from '../../operation.ts';
import { findApplication } from './application-json.ts';
import { CHANGE_APPLICATION, WRITE_APPLICATIONS } from './permissions.ts';

export const deleteApplication: AnyOperation = defineOperation({
  id: 'applications_delete',
  method: 'DELETE',
  path: '/applications/{applicationId}',
  versions: ['v1.0', 'beta'],
  summary: 'Deletes an application with its consents and app role assignments, for good.',
  permissions: WRITE_APPLICATIONS,
  access: 'administrator',
  status: 204,
  audit: { ...CHANGE_APPLICATION, name: 'Delete application', operationType: 'Delete' },
  async handle({ directory, caller, params }) {
    const { appId, displayName } = await findApplication(directory, caller, params['applicationId'] ?? '');
    await directory.applications.remove(appId);
    return { target: { id: appId, displayName } };
  },
});
