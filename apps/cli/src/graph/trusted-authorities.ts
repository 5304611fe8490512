import { CommandError, EXIT } from '../exit-codes.ts';
import type { GraphClient } from './graph-client.ts';
import { fetchOrganization } from './organization.ts';
import { readItems, readObject, readText, readTextOrNull } from './read-json.ts';

/** The complex type certificateAuthority (Microsoft Graph); it has no id. */
export interface TrustedAuthority {
  readonly isRootAuthority: boolean;
  readonly certificateRevocationListUrl: string | null;
  readonly deltaCertificateRevocationListUrl: string | null;
  /** Base64 of DER. */
  readonly certificate: string;
  readonly issuer: string;
  readonly issuerSki: string;
}

export type NewTrustedAuthority = Omit<TrustedAuthority, 'issuer' | 'issuerSki'>;

/** The classic store of one organization: always read and written as a whole. */
export interface TrustedAuthorities {
  readonly authorities: readonly TrustedAuthority[];
  /** Replaces the list; the answer has what Graph filled in. An empty list deletes the configuration. */
  write(authorities: readonly NewTrustedAuthority[]): Promise<readonly TrustedAuthority[]>;
}

export async function fetchTrustedAuthorities(graph: GraphClient): Promise<TrustedAuthorities> {
  const { id } = await fetchOrganization(graph);
  const path = `/organization/${id}/certificateBasedAuthConfiguration`;
  const [configuration] = readItems((await graph.get(path)).body);
  return {
    authorities: configuration === undefined ? [] : readAuthorities(configuration),
    async write(authorities) {
      if (authorities.length === 0) {
        await graph.delete(`${path}/${CONFIGURATION_ID}`);
        return [];
      }
      const certificateAuthorities = authorities.map(describe);
      return readAuthorities((await graph.post(path, { certificateAuthorities })).body);
    },
  };
}

/** The authority whose SKI begins with what was typed. */
export function findTrustedAuthority(
  authorities: readonly TrustedAuthority[],
  typed: string,
): TrustedAuthority {
  const ski = typed.replace(/[\s:]/g, '').toUpperCase();
  const matches = authorities.filter(({ issuerSki }) => ski !== '' && issuerSki.startsWith(ski));
  const [match, another] = matches;
  if (match !== undefined && another === undefined) return match;
  if (match === undefined) {
    throw new CommandError(
      EXIT.notFound,
      `No trusted certificate authority has an SKI that begins with «${typed}»: «signet graph ca list» shows them.`,
    );
  }
  const names = matches.map(({ issuer, issuerSki }) => `${issuerSki} (${issuer})`).join(', ');
  throw new CommandError(EXIT.usage, `«${typed}» may mean ${names}: give more of the SKI.`);
}

/** Without what the service fills in. */
function describe(authority: NewTrustedAuthority): NewTrustedAuthority {
  const { isRootAuthority, certificate } = authority;
  const { certificateRevocationListUrl, deltaCertificateRevocationListUrl } = authority;
  return { isRootAuthority, certificate, certificateRevocationListUrl, deltaCertificateRevocationListUrl };
}

function readAuthorities(configuration: unknown): readonly TrustedAuthority[] {
  return readItems({ value: readObject(configuration)['certificateAuthorities'] ?? [] }).map((fields) => ({
    isRootAuthority: fields['isRootAuthority'] === true,
    certificateRevocationListUrl: readTextOrNull(fields, 'certificateRevocationListUrl'),
    deltaCertificateRevocationListUrl: readTextOrNull(fields, 'deltaCertificateRevocationListUrl'),
    certificate: readText(fields, 'certificate'),
    issuer: readText(fields, 'issuer'),
    issuerSki: readText(fields, 'issuerSki'),
  }));
}

/** Microsoft Graph: there is one configuration, and this is its id everywhere. */
const CONFIGURATION_ID = '29728ade-6ae4-4ee9-9103-412912537da5';
