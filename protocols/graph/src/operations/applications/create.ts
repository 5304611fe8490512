import { type ApplicationId, guid, newApplication } from '@signet/identity';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { APPLICATION } from '../../schemas/application.ts';
import { NEW_APPLICATION, type NewApplication } from '../../schemas/application-input.ts';
import { applicationJson } from './application-json.ts';
import { applyChanges } from './apply-changes.ts';
import { CHANGE_APPLICATION, WRITE_APPLICATIONS } from './permissions.ts';

export const createApplication: AnyOperation = defineOperation<NewApplication>({
  id: 'applications_create',
  method: 'POST',
  path: '/applications',
  versions: ['v1.0', 'beta'],
  summary: 'Registers an application, and with it its service principal.',
  permissions: WRITE_APPLICATIONS,
  access: 'administrator',
  input: NEW_APPLICATION,
  output: APPLICATION,
  status: 201,
  audit: { ...CHANGE_APPLICATION, name: 'Add application', operationType: 'Add' },
  async handle({ directory, random, root, caller, body, now }) {
    const empty = newApplication({
      appId: guid<ApplicationId>(random.guid()),
      tenantId: caller.user.tenantId,
      displayName: body.displayName,
      createdAt: now,
    });
    const application = await applyChanges(empty, body, { directory, random, root });
    await directory.applications.add(application);
    const target = { id: application.appId, displayName: application.displayName };
    const json = await applicationJson(application, directory);
    return { context: 'applications/$entity', body: json, target };
  },
});
