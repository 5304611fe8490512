import type { Directory, User } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { type Answer, type AnyOperation, defineOperation } from '../../operation.ts';
import { TRUE } from '../../schemas/boolean.ts';
import { findUser } from './find-user.ts';
import { CHANGE_USER, REVOKE_SESSIONS } from './permissions.ts';

export const revokeSignInSessions: AnyOperation = defineOperation({
  id: 'users_revokeSignInSessions',
  method: 'POST',
  path: '/users/{userId}/revokeSignInSessions',
  otherPaths: ['/users/{userId}/microsoft.graph.revokeSignInSessions'],
  versions: ['v1.0', 'beta'],
  summary: 'Ends all sessions and grants of a user and sets signInSessionsValidFromDateTime to now.',
  permissions: REVOKE_SESSIONS,
  access: 'self',
  output: TRUE,
  status: 200,
  audit: { ...CHANGE_USER, name: 'Revoke sign-in sessions', operationType: 'Update' },
  async handle({ directory, caller, params, now }) {
    return revokeSessionsOf(directory, await findUser(directory, caller, params['userId'] ?? ''), now);
  },
});

/** The answer is 200 with `true`, as Graph gives it, where its first documentation said 204. */
export async function revokeSessionsOf(directory: Directory, user: User, now: UnixSeconds): Promise<Answer> {
  await directory.users.moveValidFrom(user.id, now);
  await directory.sessions.endAllOfUser(user.id, now);
  await directory.grants.revokeAllOfUser(user.id, now, 'sessions-revoked');
  const target = { id: user.id, displayName: user.userPrincipalName };
  return { context: 'Edm.Boolean', body: { value: true }, target };
}
