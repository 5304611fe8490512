import { stsRefreshTokensValidFromAfterSet, type User, withPersonalNames } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { badRequest } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { USER_CHANGES, type UserChanges } from '../../schemas/user.ts';
import { checkMail, checkUser } from './check-user.ts';
import { findUser } from './find-user.ts';
import { withMail } from './mail-addresses.ts';
import { CHANGE_USER, WRITE_USERS } from './permissions.ts';

export const updateUser: AnyOperation = defineOperation<UserChanges>({
  id: 'users_update',
  method: 'PATCH',
  path: '/users/{userId}',
  versions: ['v1.0', 'beta'],
  summary:
    'Changes a user; in beta also signInSessionsValidFromDateTime, where a date in the future stores the present moment and any other nothing.',
  permissions: WRITE_USERS,
  access: 'administrator',
  input: USER_CHANGES,
  status: 204,
  audit: { ...CHANGE_USER, name: 'Update user', operationType: 'Update' },
  async handle({ directory, caller, params, body, version, now }) {
    if (body.signInSessionsValidFromDateTime !== undefined && version !== 'beta') {
      throw badRequest('signInSessionsValidFromDateTime is read-only: use revokeSignInSessions.');
    }
    const before = await findUser(directory, caller, params['userId'] ?? '');
    const after = changed(before, body, now);
    if (after.userPrincipalName !== before.userPrincipalName || 'onPremisesImmutableId' in body) {
      await checkUser(directory, after);
    }
    if (after.mail !== before.mail) await checkMail(directory, after);
    await directory.users.change(before, after);
    return { target: { id: after.id, displayName: after.userPrincipalName } };
  },
});

function changed(before: User, changes: UserChanges, now: UnixSeconds): User {
  const { mail, onPremisesImmutableId, authorizationInfo } = changes;
  const user: User = {
    ...withPersonalNames(before, changes),
    userPrincipalName: changes.userPrincipalName ?? before.userPrincipalName,
    displayName: changes.displayName ?? before.displayName,
    accountEnabled: changes.accountEnabled ?? before.accountEnabled,
    onPremisesImmutableId:
      onPremisesImmutableId === undefined
        ? before.onPremisesImmutableId
        : (onPremisesImmutableId ?? undefined),
    certificateUserIds:
      authorizationInfo === undefined
        ? before.certificateUserIds
        : (authorizationInfo?.certificateUserIds ?? []),
    stsRefreshTokensValidFrom: validFromAfter(changes, now) ?? before.stsRefreshTokensValidFrom,
  };
  return mail === undefined ? user : withMail(user, mail ?? undefined);
}

/** The documented quirk of Set-MsolUser (Entra CBA with federation). */
function validFromAfter(
  { signInSessionsValidFromDateTime: text }: UserChanges,
  now: UnixSeconds,
): UnixSeconds | undefined {
  return text === undefined ? undefined : stsRefreshTokensValidFromAfterSet(Date.parse(text) / 1000, now);
}
