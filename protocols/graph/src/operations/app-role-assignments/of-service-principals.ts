import { type AnyOperation, defineOperation } from '../../operation.ts';
import {
  APP_ROLE_ASSIGNMENT,
  APP_ROLE_ASSIGNMENTS,
  NEW_APP_ROLE_ASSIGNMENT,
  type NewAppRoleAssignment,
} from '../../schemas/app-role-assignment.ts';
import { findApplication } from '../applications/application-json.ts';
import { assign } from './assign.ts';
import { CHANGE_ASSIGNMENT, READ_ASSIGNMENTS, WRITE_ASSIGNMENTS } from './assignment-json.ts';
import { listOfPrincipal } from './list-of-principal.ts';
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
  async handle(call) {
    const id = call.params['servicePrincipalId'] ?? '';
    const { appId, tenantId } = await findApplication(call.directory, call.caller, id);
    return listOfPrincipal(call, 'servicePrincipals', { id: appId, tenantId });
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
  async handle(call) {
    const id = call.params['servicePrincipalId'] ?? '';
    const { appId, tenantId, displayName } = await findApplication(call.directory, call.caller, id);
    return unassign(call, { property: 'principalId', id: appId, tenantId, displayName });
  },
});
