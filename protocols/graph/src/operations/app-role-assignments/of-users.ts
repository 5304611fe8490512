import { type AnyOperation, defineOperation } from '../../operation.ts';
import {
  APP_ROLE_ASSIGNMENT,
  APP_ROLE_ASSIGNMENTS,
  NEW_APP_ROLE_ASSIGNMENT,
  type NewAppRoleAssignment,
} from '../../schemas/app-role-assignment.ts';
import { findUser } from '../users/find-user.ts';
import { assign } from './assign.ts';
import { CHANGE_ASSIGNMENT, READ_ASSIGNMENTS_OF_USER, WRITE_ASSIGNMENTS_OF_USER } from './assignment-json.ts';
import { listOfPrincipal } from './list-of-principal.ts';
import { unassign } from './unassign.ts';

const PATH = '/users/{userId}/appRoleAssignments';

export const listAssignmentsOfUser: AnyOperation = defineOperation({
  id: 'users_listAppRoleAssignments',
  method: 'GET',
  path: PATH,
  versions: ['v1.0', 'beta'],
  summary: 'Lists the app roles that a user has.',
  permissions: READ_ASSIGNMENTS_OF_USER,
  access: 'administrator',
  query: ['select', 'filter', 'top', 'skiptoken'],
  filter: { resourceId: ['eq'] },
  output: APP_ROLE_ASSIGNMENTS,
  status: 200,
  async handle(call) {
    const user = await findUser(call.directory, call.caller, call.params['userId'] ?? '');
    return listOfPrincipal(call, 'users', user);
  },
});

export const assignToUser: AnyOperation = defineOperation<NewAppRoleAssignment>({
  id: 'users_createAppRoleAssignment',
  method: 'POST',
  path: PATH,
  versions: ['v1.0', 'beta'],
  summary: 'Gives a user an app role.',
  permissions: WRITE_ASSIGNMENTS_OF_USER,
  access: 'administrator',
  input: NEW_APP_ROLE_ASSIGNMENT,
  output: APP_ROLE_ASSIGNMENT,
  status: 201,
  audit: { ...CHANGE_ASSIGNMENT, name: 'Add app role assignment grant to user', operationType: 'Add' },
  async handle(call) {
    const { id } = await findUser(call.directory, call.caller, call.params['userId'] ?? '');
    return assign(call, { property: 'principalId', id });
  },
});

export const unassignUser: AnyOperation = defineOperation({
  id: 'users_deleteAppRoleAssignment',
  method: 'DELETE',
  path: `${PATH}/{assignmentId}`,
  versions: ['v1.0', 'beta'],
  summary: 'Takes an app role from a user.',
  permissions: WRITE_ASSIGNMENTS_OF_USER,
  access: 'administrator',
  status: 204,
  audit: { ...CHANGE_ASSIGNMENT, name: 'Remove app role assignment from user', operationType: 'Delete' },
  async handle(call) {
    const { id, tenantId, displayName } = await findUser(
      call.directory,
      call.caller,
      call.params['userId'] ?? '',
    );
    return unassign(call, { property: 'principalId', id, tenantId, displayName });
  },
});
