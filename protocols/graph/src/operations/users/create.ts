import { guid, type User, type UserId, withPersonalNames } from '@signet/identity';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import { NEW_USER, type NewUser, USER } from '../../schemas/user.ts';
import { checkMail, checkUser } from './check-user.ts';
import { withMail } from './mail-addresses.ts';
import { CHANGE_USER, WRITE_USERS } from './permissions.ts';
import { userAnswer } from './user-answer.ts';

export const createUser: AnyOperation = defineOperation<NewUser>({
  id: 'users_create',
  method: 'POST',
  path: '/users',
  versions: ['v1.0', 'beta'],
  summary: 'Creates a user in a verified domain; there are no passwords, so none is taken.',
  permissions: WRITE_USERS,
  access: 'administrator',
  input: NEW_USER,
  output: USER,
  status: 201,
  audit: { ...CHANGE_USER, name: 'Add user', operationType: 'Add' },
  async handle({ directory, random, caller, body, now }) {
    const nameless: User = {
      id: guid<UserId>(random.guid()),
      tenantId: caller.user.tenantId,
      userPrincipalName: body.userPrincipalName,
      displayName: body.displayName,
      mail: undefined,
      proxyAddresses: [],
      onPremisesImmutableId: body.onPremisesImmutableId ?? undefined,
      certificateUserIds: body.authorizationInfo?.certificateUserIds ?? [],
      accountEnabled: body.accountEnabled,
      roles: [],
      stsRefreshTokensValidFrom: undefined,
      createdAt: now,
    };
    const user = withMail(withPersonalNames(nameless, body), body.mail ?? undefined);
    await checkUser(directory, user);
    await checkMail(directory, user);
    await directory.users.add(user);
    const answer = userAnswer(user, { select: undefined });
    const target = { id: user.id, displayName: user.userPrincipalName };
    return { ...answer, target };
  },
});
