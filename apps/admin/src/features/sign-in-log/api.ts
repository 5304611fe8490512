import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Schemas } from '../../lib/graph-api.ts';
import { odataString } from '../../lib/odata.ts';
import type { Session } from '../../lib/session.ts';

export type SignIn = Schemas['SignIn'];
type SignIns = Schemas['SignInCollection'];

/** Newest first, a page at a time; of users whose user name begins with the text. */
export function signInsQuery({ graph }: Session, user: string) {
  return infiniteQueryOptions({
    queryKey: ['sign-ins', 'list', user],
    queryFn: ({ pageParam }): Promise<SignIns> =>
      pageParam !== ''
        ? graph.follow<SignIns>(pageParam)
        : graph.call('GET /beta/auditLogs/signIns', {
            query: {
              $top: 50,
              ...(user !== '' && { $filter: `startswith(userPrincipalName,${odataString(user)})` }),
            },
          }),
    initialPageParam: '',
    getNextPageParam: (page) => page['@odata.nextLink'],
  });
}

export function signInQuery({ graph }: Session, signInId: string) {
  return queryOptions({
    queryKey: ['sign-ins', 'one', signInId],
    queryFn: (): Promise<SignIn> =>
      graph.call('GET /beta/auditLogs/signIns/{signInId}', { path: { signInId } }),
  });
}

export function isSuccess({ status }: SignIn): boolean {
  return status.errorCode === 0;
}
