import { type AnyOperation, defineOperation } from '../../operation.ts';
import { USER } from '../../schemas/user.ts';
import { findUser } from './find-user.ts';
import { READ_USERS } from './permissions.ts';
import { userAnswer } from './user-answer.ts';

export const getUser: AnyOperation = defineOperation({
  id: 'users_get',
  method: 'GET',
  path: '/users/{userId}',
  versions: ['v1.0', 'beta'],
  summary: 'Reads a user by id or userPrincipalName; what is not in the default set comes with $select.',
  permissions: READ_USERS,
  access: 'self',
  query: ['select'],
  output: USER,
  status: 200,
  async handle({ directory, caller, params, query }) {
    return userAnswer(await findUser(directory, caller, params['userId'] ?? ''), query);
  },
});
