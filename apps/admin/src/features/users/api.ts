import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../lib/graph-api.ts';
import { odataString } from '../../lib/odata.ts';
import { type Session, useSession } from '../../lib/session.ts';

type User = Schemas['User'];
type Users = Schemas['UserCollection'];

/** Users whose user name begins with the text, by user name; a page at a time. */
export function usersQuery({ graph }: Session, search: string) {
  return infiniteQueryOptions({
    queryKey: ['users', 'list', search],
    queryFn: ({ pageParam }): Promise<Users> =>
      pageParam !== ''
        ? graph.follow<Users>(pageParam)
        : graph.call('GET /v1.0/users', {
            query: {
              $select: LIST_FIELDS,
              $top: 50,
              ...(search !== '' && { $filter: `startswith(userPrincipalName,${odataString(search)})` }),
            },
          }),
    initialPageParam: '',
    getNextPageParam: (page) => page['@odata.nextLink'],
  });
}

export function userQuery({ graph }: Session, userId: string) {
  return queryOptions({
    queryKey: ['users', 'one', userId],
    queryFn: (): Promise<User> =>
      graph.call('GET /v1.0/users/{userId}', { path: { userId }, query: { $select: DETAIL_FIELDS } }),
  });
}

export function useChangeUser(userId: string) {
  const { graph } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: Schemas['UserChanges']) =>
      graph.call('PATCH /v1.0/users/{userId}', { path: { userId }, body: changes }),
    onSettled: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
}

/** Ends every session and refresh token of the user: whatever was granted before now is worth nothing. */
export function useRevokeSessions(userId: string) {
  const { graph } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => graph.call('POST /v1.0/users/{userId}/revokeSignInSessions', { path: { userId } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
}

const LIST_FIELDS = 'id,displayName,userPrincipalName,accountEnabled,signInSessionsValidFromDateTime';
const DETAIL_FIELDS = [
  LIST_FIELDS,
  'givenName',
  'surname',
  'mail',
  'proxyAddresses',
  'onPremisesImmutableId',
  'authorizationInfo',
  'createdDateTime',
  'signetRoles',
].join(',');
