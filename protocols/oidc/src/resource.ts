import {
  type Application,
  type ApplicationId,
  type Directory,
  GRAPH_APP_ID,
  GRAPH_SCOPES,
  guid,
  isGuid,
  type PermissionScope,
  type TenantId,
} from '@signet/identity';
import type { Resource } from '@signet/tokens';
import { OAuthError } from './oauth-error.ts';

/** A resource before anything of it is granted. */
export interface RequestedResource extends Resource {
  /** The name that stood before the scopes; absent for bare names of Graph. */
  readonly uri: string | undefined;
  /** Enabled ones only. */
  readonly scopes: readonly PermissionScope[];
}

/** Whether a resource is Graph, by whichever of its names; so is none. */
export function isGraph(uri: string | undefined, graph: readonly string[]): boolean {
  const bare = uri?.replace(/\/$/, '').toLowerCase();
  return bare === undefined || GRAPH_NAMES.includes(bare) || graph.includes(bare);
}

/** By application id or identifier URI, in the tenant if one is known; no name at all is Graph. Throws AADSTS500011. */
export async function findResource(
  uri: string | undefined,
  tenantId: TenantId | undefined,
  directory: Directory,
  graph: readonly string[],
): Promise<RequestedResource> {
  if (uri === undefined || isGraph(uri, graph)) {
    return { ...GRAPH, uri, audience: uri ?? graph[0] ?? '' };
  }
  const application = await findApplication(uri, tenantId, directory);
  if (!application) throw new OAuthError('resource-unknown', `It was called ${shown(uri)}.`);
  const { appId, oauth2PermissionScopes, requestedAccessTokenVersion: tokenVersion = 1 } = application;
  return {
    appId,
    application,
    uri,
    // Version 1 calls the resource as it was asked for, version 2 by its id.
    audience: tokenVersion === 2 || isGuid(uri) ? appId : uri,
    tokenVersion,
    scopes: oauth2PermissionScopes.filter(({ isEnabled }) => isEnabled),
    permissions: [],
  };
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

/** It goes into an error's description, which others put into logs and pages. */
export function shown(name: string): string {
  return `«${name.slice(0, 128)}»`;
}

const GRAPH = {
  appId: GRAPH_APP_ID,
  application: undefined,
  tokenVersion: 1,
  scopes: GRAPH_SCOPES,
  permissions: [],
} as const;

/** Microsoft's own names of Graph: clients have them built in. */
const GRAPH_NAMES: readonly string[] = ['https://graph.microsoft.com', GRAPH_APP_ID];
