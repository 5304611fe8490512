import {
  type Application,
  type ApplicationId,
  type Directory,
  guid,
  isGuid,
  type TenantId,
} from '@signet/identity';
import type { Resource } from '@signet/tokens';
import { OAuthError } from './oauth-error.ts';

/** A `scope` parameter, taken apart (protocols.md §1.6). */
export interface RequestedScopes {
  /** As asked for, in order, without repeats: what `scope` of the answer must contain. */
  readonly requested: readonly string[];
  /** The one API that the access token is for. */
  readonly resource: Resource;
  readonly openid: boolean;
  readonly offlineAccess: boolean;
}

/**
 * Takes a `scope` parameter apart and finds its resource: `{resource}/{permission}`, or a bare name of
 * Microsoft Graph. Throws AADSTS70011 for an unknown resource or two of them.
 */
export async function resolveScopes(
  scope: string,
  tenantId: TenantId | undefined,
  directory: Directory,
  graph: readonly string[],
): Promise<RequestedScopes> {
  const requested = [...new Set(scope.split(' ').filter((part) => part !== ''))];
  if (requested.length === 0) throw new OAuthError('scope-missing');
  const names = requested.map((part) => part.toLowerCase());
  const parts = requested.filter((part) => !OIDC_SCOPES.has(part.toLowerCase())).map(splitScope);
  const uris = [...new Set(parts.map(({ resource }) => resource))];
  if (uris.length > 1) throw new OAuthError('scope-invalid');
  const uri = uris[0];
  const permissions = parts
    .map(({ permission }) => permission)
    .filter((permission) => permission !== '.default');
  return {
    requested,
    resource: await findResource(
      uri,
      permissions.length > 0 ? permissions : ['openid', 'profile'],
      tenantId,
      directory,
      graph,
    ),
    openid: names.includes('openid'),
    offlineAccess: names.includes('offline_access'),
  };
}

/**
 * The scope of an application without a person: `{resource}/.default` and nothing else. MSAL for Go adds the
 * OpenID scopes, which mean nothing here and are dropped. Throws AADSTS70011.
 */
export async function resolveDefaultScope(
  scope: string,
  tenantId: TenantId,
  directory: Directory,
  graph: readonly string[],
): Promise<RequestedScopes> {
  const asked = scope.split(' ').filter((part) => part !== '' && !OIDC_SCOPES.has(part.toLowerCase()));
  if (asked.length === 0) throw new OAuthError('scope-missing');
  if (!asked.every((part) => part.endsWith('/.default'))) {
    throw new OAuthError('scope-invalid', 'An application asks for «{resource}/.default».');
  }
  return resolveScopes(asked.join(' '), tenantId, directory, graph);
}

/** `https://api.example/Files.Read` → resource and permission; a bare `User.Read` belongs to Graph. */
function splitScope(scope: string): { resource: string | undefined; permission: string } {
  const slash = scope.lastIndexOf('/');
  if (slash === -1) return { resource: undefined, permission: scope };
  // A resource that ends in a slash is followed by a second one: `https://graph//.default`.
  return { resource: scope.slice(0, slash), permission: scope.slice(slash + 1) };
}

async function findResource(
  uri: string | undefined,
  permissions: readonly string[],
  tenantId: TenantId | undefined,
  directory: Directory,
  graph: readonly string[],
): Promise<Resource> {
  const bare = uri?.replace(/\/$/, '').toLowerCase();
  if (uri === undefined || bare === undefined || GRAPH_NAMES.includes(bare) || graph.includes(bare)) {
    return { audience: uri ?? graph[0] ?? '', tokenVersion: 1, permissions, applicationId: undefined };
  }
  const application = await findApplication(uri, tenantId, directory);
  if (!application) throw new OAuthError('scope-invalid', `There is no resource ${uri}.`);
  const { appId } = application;
  return { audience: appId, tokenVersion: 2, permissions, applicationId: appId };
}

async function findApplication(
  uri: string,
  tenantId: TenantId | undefined,
  directory: Directory,
): Promise<Application | undefined> {
  const application = isGuid(uri)
    ? await directory.applications.find(guid<ApplicationId>(uri))
    : tenantId && (await directory.applications.findByIdentifierUri(tenantId, uri));
  return application && (tenantId === undefined || application.tenantId === tenantId)
    ? application
    : undefined;
}

const OIDC_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access']);

/** Microsoft's own names of Graph: clients have them built in. */
const GRAPH_NAMES: readonly string[] = [
  'https://graph.microsoft.com',
  '00000003-0000-0000-c000-000000000000',
];
