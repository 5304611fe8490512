import { type AnyOperation, defineOperation } from '../../operation.ts';
import { TRUE } from '../../schemas/boolean.ts';
import { findUser } from '../users/find-user.ts';
import { CHANGE_USER, REVOKE_SESSIONS } from '../users/permissions.ts';
import { revokeSessionsOf } from '../users/revoke-sign-in-sessions.ts';

export const revokeMySignInSessions: AnyOperation = defineOperation({
  id: 'me_revokeSignInSessions',
  method: 'POST',
  path: '/me/revokeSignInSessions',
  otherPaths: ['/me/microsoft.graph.revokeSignInSessions'],
  versions: ['v1.0', 'beta'],
  summary: 'Ends all sessions and grants of the signed-in user.',
  permissions: REVOKE_SESSIONS,
  access: 'everyone',
  output: TRUE,
  status: 200,
  audit: { ...CHANGE_USER, name: 'Revoke sign-in sessions', operationType: 'Update' },
  async handle({ directory, caller, now }) {
    // Read again: the caller was read before the transaction.
    return revokeSessionsOf(directory, await findUser(directory, caller, caller.user.id), now);
  },
});
