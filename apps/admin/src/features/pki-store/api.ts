import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../lib/graph-api.ts';
import { type Session, useSession } from '../../lib/session.ts';

export type Pki = Schemas['CertificateBasedAuthPki'];
type CrlState = Schemas['SignetCrlState'];
/** A CA of the PKI store with the state of its CRLs. */
export type PkiAuthority = Schemas['CertificateAuthorityDetail'] & { readonly crls: readonly CrlState[] };
export type NewPkiAuthority = Schemas['NewCertificateAuthorityDetail'];
export type PkiAuthorityChanges = Schemas['CertificateAuthorityDetailChanges'];

export function pkisQuery({ graph }: Session) {
  return queryOptions({
    queryKey: [...KEY, 'list'],
    queryFn: async (): Promise<readonly Pki[]> => (await graph.call(`GET ${PKIS}`, {})).value,
  });
}

export function pkiQuery({ graph }: Session, pkiId: string) {
  return queryOptions({
    queryKey: [...KEY, pkiId],
    queryFn: (): Promise<Pki> => graph.call(`GET ${PKIS}/{pkiId}`, { path: { pkiId } }),
    // An upload goes on by itself: its end is told by the status.
    refetchInterval: (query) => (query.state.data?.status === 'running' ? 1_000 : 15_000),
  });
}

/** Roots first, then by name. `status` is that of the PKI: an upload that has ended brings new authorities. */
export function pkiAuthoritiesQuery({ graph, config }: Session, pkiId: string, status: string | null) {
  return queryOptions({
    queryKey: [...KEY, pkiId, 'authorities', status],
    queryFn: async (): Promise<readonly PkiAuthority[]> => {
      const { value } = await graph.call(`GET ${AUTHORITIES}`, { path: { pkiId }, query: { $top: 999 } });
      const states = await graph.call(
        'GET /beta/organization/{organizationId}/signet/certificateAuthorities',
        { path: { organizationId: config.tenantId } },
      );
      const crlsOf = (id: string): readonly CrlState[] =>
        states.value.find((state) => state.id === id)?.certificateRevocationLists ?? [];
      return value
        .map((authority) => ({ ...authority, crls: crlsOf(authority.id) }))
        .toSorted(
          (a, b) =>
            b.certificateAuthorityType.localeCompare(a.certificateAuthorityType) ||
            a.issuer.localeCompare(b.issuer),
        );
    },
    refetchInterval: 15_000,
  });
}

export function useAddPki() {
  const { graph } = useSession();
  return useChange((displayName: string) => graph.call(`POST ${PKIS}`, { body: { displayName } }));
}

export function useDeletePki() {
  const { graph } = useSession();
  return useChange((pkiId: string) => graph.call(`DELETE ${PKIS}/{pkiId}`, { path: { pkiId } }));
}

/** The server fetches the file and answers at once; the status of the PKI tells how it went. */
export function useUploadPki(pkiId: string) {
  const { graph } = useSession();
  return useChange((body: Schemas['CertificateBasedAuthPkiUpload']) =>
    graph.call(`POST ${PKIS}/{pkiId}/upload`, { path: { pkiId }, body }),
  );
}

export function useAddPkiAuthority(pkiId: string) {
  const { graph } = useSession();
  return useChange((body: NewPkiAuthority) => graph.call(`POST ${AUTHORITIES}`, { path: { pkiId }, body }));
}

export function useChangePkiAuthority(pkiId: string, authorityId: string) {
  const { graph } = useSession();
  return useChange((body: PkiAuthorityChanges) =>
    graph.call(`PATCH ${AUTHORITIES}/{authorityId}`, { path: { pkiId, authorityId }, body }),
  );
}

export function useDeletePkiAuthority(pkiId: string) {
  const { graph } = useSession();
  return useChange((authorityId: string) =>
    graph.call(`DELETE ${AUTHORITIES}/{authorityId}`, { path: { pkiId, authorityId } }),
  );
}

function useChange<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: KEY }) });
}

const KEY = ['pki-store'];
const PKIS = '/v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations';
const AUTHORITIES = `${PKIS}/{pkiId}/certificateAuthorities` as const;
