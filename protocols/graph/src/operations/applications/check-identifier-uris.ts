import { type Application, type Directory, guid, isGuid, isIdentifierUri } from '@signet/identity';
import { badRequest } from '../../graph-error.ts';
import type { Call } from '../../operation.ts';

export interface IdentifierUriServices extends Pick<Call<unknown>, 'root'> {
  readonly directory: Pick<Directory, 'applications' | 'domains'>;
}

/**
 * The names under which others may ask for the application, without repeats. Access tokens carry them as audience, and
 * whoever has the audience may ask about a token and act on behalf of its person: so a new one is no name of Graph, of
 * another application or of another organisation. Throws `Request_BadRequest`.
 */
export async function checkIdentifierUris(
  uris: readonly string[],
  before: Application,
  services: IdentifierUriServices,
): Promise<readonly string[]> {
  for (const uri of uris) {
    const fault = before.identifierUris.includes(uri) ? undefined : await findFault(uri, before, services);
    if (fault !== undefined) throw badRequest(`identifierUris: ${uri.slice(0, 256)} ${fault}.`);
  }
  return [...new Set(uris)];
}

async function findFault(
  uri: string,
  { appId, tenantId }: Application,
  { directory, root }: IdentifierUriServices,
): Promise<string | undefined> {
  if (!isIdentifierUri(uri)) return 'is no absolute URI like api://name';
  const url = URL.parse(uri);
  const host = (url?.hostname ?? '').toLowerCase().replace(/\.$/, '');
  if (isGuid(host)) {
    const other = host === appId ? undefined : await directory.applications.find(guid(host));
    return other && 'is the name of another application';
  }
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return undefined;
  if (host === 'graph.microsoft.com' || url.host === new URL(root).host)
    return 'is a name of Microsoft Graph';
  const owner = await findOwner(host, directory);
  return owner === undefined || owner === tenantId ? undefined : 'is in a domain of another organization';
}

/** Whose verified domain the host is in, the longest counting; `undefined` for nobody's here. */
async function findOwner(
  host: string,
  { domains }: Pick<Directory, 'domains'>,
): Promise<Application['tenantId'] | undefined> {
  const labels = host.split('.');
  for (let start = 0; start < Math.min(labels.length, MAX_LABELS); start += 1) {
    const domain = await domains.find(labels.slice(start).join('.'));
    if (domain) return domain.tenantId;
  }
  return undefined;
}

/** RFC 1035 §2.3.4: a name of 255 octets has no more; each is a question to the directory. */
const MAX_LABELS = 127;
