import { collect } from '../../odata/collect.ts';
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

const ASSIGNMENTS = '/servicePrincipals/{servicePrincipalId}/appRoleAssignments';

export const listAssignmentsOfPrincipal: AnyOperation = defineOperation({
  id: 'servicePrincipals_listAppRoleAssignments',
  method: 'GET',
  path: ASSIGNMENTS,
  versions: ['v1.0', 'beta'],
  summary: 'Lists the app roles of other applications that an application has.',
  permissions: READ_ASSIGNMENTS,
  access: 'administrator',
  query: ['select', 'filter', 'top', 'skiptoken'],
  filter: { resourceId: ['eq'] },
  output: APP_ROLE_ASSIGNMENTS,
  status: 200,
  async handle({ directory, caller, params, root, query }) {
    const { appId, tenantId } = await findApplication(directory, caller, params['servicePrincipalId'] ?? '');
    const found = await directory.appRoleAssignments.listOfPrincipal(tenantId, appId);
    const items = await Promise.all(found.map((one) => assignmentJson(one, directory)));
    const context = `servicePrincipals('${appId}')/appRoleAssignments`;
    const path = `/servicePrincipals/${appId}/appRoleAssignments`;
    return { body: collect({ root, path, context, query }, items) };
  },
});

export const assignToPrincipal: AnyOperation = defineOperation<NewAppRoleAssignment>({
  id: 'servicePrincipals_createAppRoleAssignment',
  method: 'POST',
  path: ASSIGNMENTS,
  versions: ['v1.0', 'beta'],
  summary: 'Gives an application an app role of another.',
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
    return assign(call, { property: 'principalId', id: appId });
  },
});

export const unassignPrincipal: AnyOperation = defineOperation({
  id: 'servicePrincipals_deleteAppRoleAssignment',
  method: 'DELETE',
  path: `${ASSIGNMENTS}/{assignmentId}`,
  versions: ['v1.0', 'beta'],
  summary: 'Takes an app role of another application from an application.',
  permissions: WRITE_ASSIGNMENTS,
  access: 'administrator',
  status: 204,
  audit: {
    ...CHANGE_ASSIGNMENT,
    name: 'Remove app role assignment from service principal',
    operationType: 'Delete',
  },
  handle: (call) => unassign(call, 'principalId'),
});
