import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../lib/graph-api.ts';
import { odataString } from '../../lib/odata.ts';
import { type Session, useSession } from '../../lib/session.ts';

export type Application = Schemas['Application'];
type Applications = Schemas['ApplicationCollection'];

/** Applications whose name begins with the text, by name; a page at a time. */
export function applicationsQuery({ graph }: Session, search: string) {
  return infiniteQueryOptions({
    queryKey: ['applications', 'list', search],
    queryFn: ({ pageParam }): Promise<Applications> =>
      pageParam !== ''
        ? graph.follow<Applications>(pageParam)
        : graph.call('GET /v1.0/applications', {
            query: {
              $select: 'id,appId,displayName,createdDateTime',
              $top: 50,
              ...(search !== '' && { $filter: `startswith(displayName,${odataString(search)})` }),
            },
          }),
    initialPageParam: '',
    getNextPageParam: (page) => page['@odata.nextLink'],
  });
}

export function applicationQuery({ graph }: Session, applicationId: string) {
  return queryOptions({
    queryKey: ['applications', 'one', applicationId],
    queryFn: (): Promise<Application> =>
      graph.call('GET /v1.0/applications/{applicationId}', { path: { applicationId } }),
  });
}

/** Lets the authorize endpoint itself give the application ID tokens, or not. */
export function useSetIdTokenIssuance(applicationId: string) {
  const { graph } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (enableIdTokenIssuance: boolean) =>
      graph.call('PATCH /v1.0/applications/{applicationId}', {
        path: { applicationId },
        body: { web: { implicitGrantSettings: { enableIdTokenIssuance } } },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ['applications'] }),
  });
}
