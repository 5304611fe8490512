import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../lib/graph-api.ts';
import { type Session, useSession } from '../../lib/session.ts';

export type Authority = Schemas['SignetCertificateAuthority'];

export interface NewAuthority {
  /** Base64 of DER. */
  readonly certificate: string;
  readonly isRootAuthority: boolean;
  readonly certificateRevocationListUrl: string | null;
  readonly deltaCertificateRevocationListUrl: string | null;
}

/** Every CA of the flat list with the state of its CRLs; those of the PKI store have a page of their own. */
export function authoritiesQuery(session: Session) {
  return queryOptions({
    queryKey: KEY,
    queryFn: () => listAuthorities(session),
    // CRLs come and age by themselves.
    refetchInterval: 15_000,
  });
}

/**
 * Adds a CA and has its CRLs fetched at once. The store is written as a whole (Microsoft Graph), so it is read
 * again right before: another administrator may have been here.
 */
export function useAddAuthority() {
  const session = useSession();
  return useChange(async (authority: NewAuthority) => {
    const before = await readStore(session);
    await writeStore(session, [...before, authority]);
    const known = new Set(before.map(({ certificate }) => certificate));
    const added = (await listAuthorities(session)).find(({ certificate }) => !known.has(certificate));
    if (added?.certificateRevocationListUrl) await refreshCrl(session, added.id);
  });
}

export function useDeleteAuthority() {
  const session = useSession();
  return useChange(async ({ certificate }: Authority) => {
    const rest = (await readStore(session)).filter((other) => other.certificate !== certificate);
    if (rest.length > 0) await writeStore(session, rest);
    else
      await session.graph.call(`DELETE ${STORE}/{configurationId}`, {
        path: { ...path(session), configurationId: STORE_ID },
      });
  });
}

export function useRefreshCrl() {
  const session = useSession();
  return useChange((id: string) => refreshCrl(session, id));
}

/** What the store holds now, as it is written: without what the service computes. */
async function readStore(session: Session): Promise<readonly NewAuthority[]> {
  const { value } = await session.graph.call(`GET ${STORE}`, { path: path(session) });
  return (value[0]?.certificateAuthorities ?? []).map((authority) => ({
    certificate: authority.certificate,
    isRootAuthority: authority.isRootAuthority,
    certificateRevocationListUrl: authority.certificateRevocationListUrl,
    deltaCertificateRevocationListUrl: authority.deltaCertificateRevocationListUrl,
  }));
}

async function writeStore(session: Session, certificateAuthorities: readonly NewAuthority[]): Promise<void> {
  await session.graph.call(`POST ${STORE}`, { path: path(session), body: { certificateAuthorities } });
}

async function listAuthorities(session: Session): Promise<readonly Authority[]> {
  const { value } = await session.graph.call(`GET ${STATES}`, { path: path(session) });
  return inOrder(value.filter(({ publicKeyInfrastructureId }) => publicKeyInfrastructureId === null));
}

/** Roots first, then by name: the server's order is that of uploading. */
function inOrder(authorities: readonly Authority[]): readonly Authority[] {
  return authorities.toSorted(
    (a, b) => Number(b.isRootAuthority) - Number(a.isRootAuthority) || a.issuer.localeCompare(b.issuer),
  );
}

async function refreshCrl(session: Session, id: string): Promise<void> {
  await session.graph.call(`POST ${STATES}/{certificateAuthorityId}/refreshCrl`, {
    path: { ...path(session), certificateAuthorityId: id },
  });
}

function useChange<Input>(change: (input: Input) => Promise<void>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: KEY }) });
}

function path({ config }: Session): { readonly organizationId: string } {
  return { organizationId: config.tenantId };
}

const KEY = ['certificate-authorities'];
const STORE = '/v1.0/organization/{organizationId}/certificateBasedAuthConfiguration';
const STATES = '/beta/organization/{organizationId}/signet/certificateAuthorities';
/** The one instance has the same id in every tenant. */
const STORE_ID = '29728ade-6ae4-4ee9-9103-412912537da5';
