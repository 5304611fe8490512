import type { Directory, User } from '@signet/identity';
import { type Answer, type AnyOperation, defineOperation } from '../../operation.ts';
import { MEMBER_OBJECTS_REQUEST, type MemberObjectsRequest, TEXTS } from '../../schemas/member-objects.ts';
import { findUser } from './find-user.ts';
import { READ_MEMBERSHIP } from './permissions.ts';

/** Where a token sends resources whose person is in more groups than it can name (`_claim_sources`). */
export const getMemberObjects: AnyOperation = defineOperation<MemberObjectsRequest>({
  id: 'users_getMemberObjects',
  method: 'POST',
  path: '/users/{userId}/getMemberObjects',
  otherPaths: ['/users/{userId}/microsoft.graph.getMemberObjects'],
  versions: ['v1.0', 'beta'],
  summary: 'Lists the ids of the groups that a user is in.',
  permissions: READ_MEMBERSHIP,
  access: 'self',
  input: MEMBER_OBJECTS_REQUEST,
  output: TEXTS,
  status: 200,
  question: true,
  handle: async ({ directory, caller, params }) =>
    groupsOf(directory, await findUser(directory, caller, params['userId'] ?? '')),
});

export const getMyMemberObjects: AnyOperation = defineOperation<MemberObjectsRequest>({
  id: 'me_getMemberObjects',
  method: 'POST',
  path: '/me/getMemberObjects',
  otherPaths: ['/me/microsoft.graph.getMemberObjects'],
  versions: ['v1.0', 'beta'],
  summary: 'Lists the ids of the groups that the signed-in user is in.',
  permissions: READ_MEMBERSHIP,
  access: 'everyone',
  input: MEMBER_OBJECTS_REQUEST,
  output: TEXTS,
  status: 200,
  question: true,
  handle: ({ directory, caller }) => groupsOf(directory, caller.user),
});

/** Every group may be used for security here, so that `securityEnabledOnly` leaves nothing out. */
async function groupsOf({ groups }: Directory, { id }: User): Promise<Answer> {
  return { context: 'Collection(Edm.String)', body: { value: await groups.listOfUser(id) } };
}
