import { badRequest } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { findUser } from './find-user.ts';
import { CHANGE_USER, WRITE_USERS } from './permissions.ts';

export const deleteUser: AnyOperation = defineOperation({
  id: 'users_delete',
  method: 'DELETE',
  path: '/users/{userId}',
  versions: ['v1.0', 'beta'],
  summary:
    'Deletes a user for good, with sessions, grants, consent, memberships and mailbox; nobody deletes himself.',
  permissions: WRITE_USERS,
  access: 'administrator',
  status: 204,
  audit: { ...CHANGE_USER, name: 'Delete user', operationType: 'Delete' },
  async handle({ directory, caller, params }) {
    const user = await findUser(directory, caller, params['userId'] ?? '');
    // So an administrator is always left: the one who asks.
    if (user.id === caller.user.id)
      throw badRequest('Nobody deletes himself: let another administrator do it.');
    await directory.users.remove(user.id);
    return { target: { id: user.id, displayName: user.userPrincipalName } };
  },
});
