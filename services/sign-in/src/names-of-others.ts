import {
  type Application,
  type Directory,
  guid,
  isGuid,
  isIdentifierUri,
  type TenantId,
} from '@signet/identity';

export interface NameServices {
  readonly directory: Pick<Directory, 'applications' | 'domains'>;
  /** Where Graph is: `https://graph.example`. */
  readonly graph: string;
}

/**
 * Why an application may not be asked for by this name, as the rest of a sentence; `undefined` when it may. Access tokens
 * carry the name as audience, and whoever has the audience may ask about a token and act on behalf of its person: so it is
 * no name of Graph, of another application or of another organization.
 */
export async function findIdentifierUriFault(
  uri: string,
  { appId, tenantId }: Pick<Application, 'appId' | 'tenantId'>,
  { directory, graph }: NameServices,
): Promise<string | undefined> {
  if (!isIdentifierUri(uri)) return 'is no absolute URI like api://name';
  const url = URL.parse(uri);
  const host = hostOf(url);
  if (isGuid(host)) {
    const other = host === appId ? undefined : await directory.applications.find(guid(host));
    return other && 'is the name of another application';
  }
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return undefined;
  if (host === 'graph.microsoft.com' || url.host === new URL(graph).host)
    return 'is a name of Microsoft Graph';
  return findForeignDomain(host, tenantId, directory);
}

/**
 * The same of the issuerUri of a federated domain, which names one domain in the whole installation: nobody takes the one
 * that another organization will call its own server by.
 */
export async function findIssuerUriFault(
  issuerUri: string,
  tenantId: TenantId,
  directory: Pick<Directory, 'domains'>,
): Promise<string | undefined> {
  return findForeignDomain(hostOf(URL.parse(issuerUri)), tenantId, directory);
}

/** Whose verified domain the host is in, the longest counting. */
async function findForeignDomain(
  host: string,
  tenantId: TenantId,
  { domains }: Pick<Directory, 'domains'>,
): Promise<string | undefined> {
  const labels = host.split('.');
  for (let start = 0; start < Math.min(labels.length, MAX_LABELS); start += 1) {
    const domain = await domains.find(labels.slice(start).join('.'));
    if (domain) return domain.tenantId === tenantId ? undefined : 'is in a domain of another organization';
  }
  return undefined;
}

function hostOf(url: URL | null): string {
  return (url?.hostname ?? '').toLowerCase().replace(/\.$/, '');
}

/** RFC 1035 §2.3.4: a name of 255 octets has no more; each is a question to the directory. */
const MAX_LABELS = 127;
