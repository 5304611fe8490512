import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../lib/graph-api.ts';
import { type Session, useSession } from '../../lib/session.ts';

export type Policy = Schemas['X509CertificateAuthenticationMethodConfiguration'];
export type Binding = Policy['certificateUserBindings'][number];
export type Strength = NonNullable<Policy['authenticationModeConfiguration']>;
export type Rule = Strength['rules'][number];
export type Scope = Policy['certificateAuthorityScopes'][number];
export type Target = Policy['includeTargets'][number];
export type Group = Pick<Schemas['Group'], 'id' | 'displayName'>;

/** What a policy can name: groups, and authorities by their subject key identifier. */
export interface Known {
  readonly groups: readonly Group[];
  readonly authorities: readonly {
    readonly ski: string;
    readonly name: string;
    readonly pkiId: string | null;
  }[];
}

export function policyQuery({ graph }: Session) {
  return queryOptions({
    queryKey: KEY,
    queryFn: (): Promise<Policy> => graph.call(`GET ${PATH}`, {}),
    // What somebody is editing must not change below the hands.
    refetchOnWindowFocus: false,
  });
}

export function knownQuery({ graph, config }: Session) {
  return queryOptions({
    queryKey: ['certificate-method', 'known'],
    queryFn: async (): Promise<Known> => {
      const groups = await graph.call('GET /v1.0/groups', {
        query: { $select: 'id,displayName', $top: 999 },
      });
      const authorities = await graph.call(
        'GET /beta/organization/{organizationId}/signet/certificateAuthorities',
        { path: { organizationId: config.tenantId } },
      );
      return {
        groups: groups.value,
        authorities: authorities.value.map(({ issuerSki, issuer, publicKeyInfrastructureId }) => ({
          ski: issuerSki,
          name: issuer,
          pkiId: publicKeyInfrastructureId,
        })),
      };
    },
  });
}

/** Stores the whole policy as it stands on the page. */
export function useSavePolicy() {
  const { graph } = useSession();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (policy: Policy) => graph.call(`PATCH ${PATH}`, { body: policy }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

const KEY = ['certificate-method', 'policy'];
const PATH = '/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate';
