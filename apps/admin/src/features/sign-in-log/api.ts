import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Schemas } from '../../lib/graph-api.ts';
import { odataString } from '../../lib/odata.ts';
import type { Session } from '../../lib/session.ts';

export type SignIn = Schemas['SignIn'];
type SignIns = Schemas['SignInCollection'];

export interface SignInFilter {
  /** What the user name begins with; empty for everybody. */
  readonly user: string;
  readonly result: 'success' | 'refused' | undefined;
}

/** Newest first, a page at a time. */
export function signInsQuery({ graph }: Session, filter: SignInFilter) {
  const $filter = filterOf(filter);
  return infiniteQueryOptions({
    queryKey: ['sign-ins', 'list', $filter],
    queryFn: ({ pageParam }): Promise<SignIns> =>
      pageParam !== ''
        ? graph.follow<SignIns>(pageParam)
        : graph.call('GET /beta/auditLogs/signIns', {
            query: { $top: 50, ...($filter !== '' && { $filter }) },
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

function filterOf({ user, result }: SignInFilter): string {
  return [
    ...(user === '' ? [] : [`startswith(userPrincipalName,${odataString(user)})`]),
    ...(result === undefined ? [] : [`status/errorCode ${result === 'success' ? 'eq' : 'ne'} 0`]),
  ].join(' and ');
}
