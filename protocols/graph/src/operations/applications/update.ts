import { type AnyOperation, defineOperation } from '../../operation.ts';
import { APPLICATION_CHANGES, type ApplicationChanges } from '../../schemas/application-input.ts';
import { findApplication } from './application-json.ts';
import { applyChanges } from './apply-changes.ts';
import { CHANGE_APPLICATION, WRITE_APPLICATIONS } from './permissions.ts';

export const updateApplication: AnyOperation = defineOperation<ApplicationChanges>({
  id: 'applications_update',
  method: 'PATCH',
  path: '/applications/{applicationId}',
  versions: ['v1.0', 'beta'],
  summary: 'Changes an application; a list that is sent takes the place of the list.',
  permissions: WRITE_APPLICATIONS,
  access: 'administrator',
  input: APPLICATION_CHANGES,
  status: 204,
  audit: { ...CHANGE_APPLICATION, name: 'Update application', operationType: 'Update' },
  async handle({ directory, random, root, caller, params, body }) {
    const before = await findApplication(directory, caller, params['applicationId'] ?? '');
    const after = await applyChanges(before, body, { directory, random, root });
    await directory.applications.update(after);
    return { target: { id: after.appId, displayName: after.displayName } };
  },
});
