import { type AnyOperation, defineOperation } from '../../operation.ts';
import { USER } from '../../schemas/user.ts';
import { userAnswer } from '../users/user-answer.ts';

export const getMe: AnyOperation = defineOperation({
  id: 'me_get',
  method: 'GET',
  path: '/me',
  versions: ['v1.0', 'beta'],
  summary: 'Reads the signed-in user.',
  permissions: {
    least: 'User.Read',
    accepted: [
      'User.ReadWrite',
      'User.ReadBasic.All',
      'User.Read.All',
      'User.ReadWrite.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
  },
  access: 'everyone',
  query: ['select'],
  output: USER,
  status: 200,
  async handle({ caller, query }) {
    return userAnswer(caller.user, query);
  },
});
