import { collectPages } from '../../odata/collect.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import {
  APP_ROLE_ASSIGNMENT,
  APP_ROLE_ASSIGNMENTS,
  NEW_APP_ROLE_ASSIGNMENT,
  type NewAppRoleAssignment,
} from '../../schemas/app-role-assignment.ts';
import { findApplication } from '../applications/application-json.ts';
import { assign } from './assign.ts';
import { assignmentJson, CHANGE_ASSIGNMENT, READ_ASSIGNMENTS, WRITE_ASSIGNMENTS } from './assignment-json.ts';
import { unassign } from './unassign.ts';

const ASSIGNED_TO = '/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo';

export const listAssignedTo: AnyOperation = defineOperation({
  id: 'servicePrincipals_listAppRoleAssignedTo',
  method: 'GET',
  path: ASSIGNED_TO,
  versions: ['v1.0', 'beta'],
  summary: 'Lists who has app roles of an application.',
  permissions: READ_ASSIGNMENTS,
  access: 'administrator',
  query: ['select', 'top', 'skiptoken'],
  output: APP_ROLE_ASSIGNMENTS,
  status: 200,
  async handle({ directory, caller, params, root, query }) {
    const { appId, tenantId } = await findApplication(directory, caller, params['servicePrincipalId'] ?? '');
    const context = `servicePrincipals('${appId}')/appRoleAssignedTo`;
    const place = { root, path: `/servicePrincipals/${appId}/appRoleAssignedTo`, context, query };
    const list: Parameters<typeof collectPages<object, object>>[1] = async (page) => {
      const { items, next } = await directory.appRoleAssignments.listOfResource(tenantId, appId, page);
      return { items: await Promise.all(items.map((one) => assignmentJson(one, directory))), next };
    };
    return { body: await collectPages(place, list, (item) => item, 100) };
  },
});

export const assignAtResource: AnyOperation = defineOperation<NewAppRoleAssignment>({
  id: 'servicePrincipals_createAppRoleAssignedTo',
  method: 'POST',
  path: ASSIGNED_TO,
  versions: ['v1.0', 'beta'],
  summary: 'Gives a user or an application an app role of this application.',
  permissions: WRITE_ASSIGNMENTS,
  access: 'administrator',
  input: NEW_APP_ROLE_ASSIGNMENT,
  output: APP_ROLE_ASSIGNMENT,
  status: 201,
  audit: {
    ...CHANGE_ASSIGNMENT,
    name: 'Add app role assignment to service principal',
    operationType: 'Add',
  },
  async handle(call) {
    const id = call.params['servicePrincipalId'] ?? '';
    const { appId } = await findApplication(call.directory, call.caller, id);
    return assign(call, { property: 'resourceId', id: appId });
  },
});

export const unassignAtResource: AnyOperation = defineOperation({
  id: 'servicePrincipals_deleteAppRoleAssignedTo',
  method: 'DELETE',
  path: `${ASSIGNED_TO}/{assignmentId}`,
  versions: ['v1.0', 'beta'],
  summary: 'Takes an app role of this application from whoever has it.',
  permissions: WRITE_ASSIGNMENTS,
  access: 'administrator',
  status: 204,
  audit: {
    ...CHANGE_ASSIGNMENT,
    name: 'Remove app role assignment from service principal',
    operationType: 'Delete',
  },
  async handle(call) {
    const id = call.params['servicePrincipalId'] ?? '';
    const { appId, tenantId, displayName } = await findApplication(call.directory, call.caller, id);
    return unassign(call, { property: 'resourceId', id: appId, tenantId, displayName });
  },
});
