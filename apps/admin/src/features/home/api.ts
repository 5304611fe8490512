import { queryOptions } from '@tanstack/react-query';
import type { Schemas } from '../../lib/graph-api.ts';
import type { Session } from '../../lib/session.ts';

type Authority = Schemas['SignetCertificateAuthority'];

export function organizationQuery({ graph, config }: Session) {
  return queryOptions({
    queryKey: ['organization'],
    queryFn: () =>
      graph.call('GET /v1.0/organization/{organizationId}', { path: { organizationId: config.tenantId } }),
  });
}

/** The key is the one of the page of authorities, so that what is changed there is asked again here. */
export function authoritiesSummary({ graph, config }: Session) {
  return queryOptions({
    queryKey: ['certificate-authorities', 'summary'],
    queryFn: async () => {
      const { value } = await graph.call(
        'GET /beta/organization/{organizationId}/signet/certificateAuthorities',
        {
          path: { organizationId: config.tenantId },
        },
      );
      return value;
    },
  });
}

/** CRLs that are not valid now, and those whose last download failed. */
export function countProblems(authorities: readonly Authority[]): number {
  return authorities
    .flatMap(({ certificateRevocationLists }) => certificateRevocationLists)
    .filter(({ state, lastError }) => state !== 'valid' || lastError !== null).length;
}

/** The last few, whatever lies between them. */
export function latestRefusals({ graph }: Session) {
  return queryOptions({
    queryKey: ['sign-ins', 'refusals'],
    queryFn: async () => {
      const query = { $top: 5, $filter: 'status/errorCode ne 0' };
      const { value } = await graph.call('GET /beta/auditLogs/signIns', { query });
      return value;
    },
  });
}
