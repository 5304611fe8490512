import {
  type Directory,
  GRAPH_APP_ID,
  OIDC_SCOPES,
  type PermissionScope,
  type TenantId,
} from '@signet/identity';
import { OAuthError } from './oauth-error.ts';
import { findResource, isGraph, type RequestedResource, shown } from './resource.ts';

/** A `scope` parameter, taken apart. */
export interface RequestedScopes {
  /** As asked for, in order, without repeats: what `scope` of the answer must contain. */
  readonly requested: readonly string[];
  /** The one API that the access token is for. */
  readonly resource: RequestedResource;
  /** OpenID Connect's own, lower case. */
  readonly oidc: readonly string[];
  /** Of the resource; of `.default` none, until the consent is known (`grantScopes`). */
  readonly permissions: readonly PermissionScope[];
  /** `default`: `{resource}/.default` was asked for, what the application has consent for. */
  readonly kind: 'default' | 'named';
  readonly openid: boolean;
  readonly offlineAccess: boolean;
}

/**
 * Takes a `scope` parameter apart and finds its resource: `{resource}/{permission}`, or a bare name of
 * Microsoft Graph. Throws AADSTS28000 for two resources in one request, 500011 for a resource that there is not,
 * 650053 for a scope that it does not have, 900144 for nothing.
 */
export async function resolveScopes(
  scope: string,
  tenantId: TenantId | undefined,
  directory: Directory,
  graph: readonly string[],
): Promise<RequestedScopes> {
  const requested = [...new Set(scope.split(' ').filter((part) => part !== ''))];
  if (requested.length === 0) throw new OAuthError('scope-missing');
  if (requested.length > MAX_SCOPES)
    throw new OAuthError('scope-invalid', `At most ${MAX_SCOPES} are taken.`);
  const oidc = requested.map((part) => part.toLowerCase()).filter((name) => OIDC_SCOPES.has(name));
  const parts = requested.filter((part) => !OIDC_SCOPES.has(part.toLowerCase())).map(splitScope);
  const uri = onlyResource(parts, graph);
  const names = parts.map(({ permission }) => permission);
  const resource = await findResource(uri, tenantId, directory, graph);
  const permissions = names.filter((name) => !isDefault(name)).map((name) => findScope(name, resource));
  return {
    requested,
    resource: { ...resource, permissions: valuesOf(permissions, resource, oidc) },
    oidc,
    permissions,
    kind: names.some(isDefault) ? 'default' : 'named',
    openid: oidc.includes('openid'),
    offlineAccess: oidc.includes('offline_access'),
  };
}

/** Without these scopes of OpenID Connect, as if they had not been asked for. */
export function withoutOidcScopes(scopes: RequestedScopes, dropped: ReadonlySet<string>): RequestedScopes {
  const { resource, permissions } = scopes;
  const oidc = scopes.oidc.filter((name) => !dropped.has(name));
  return {
    ...scopes,
    requested: scopes.requested.filter((part) => !dropped.has(part.toLowerCase())),
    resource: { ...resource, permissions: valuesOf(permissions, resource, oidc) },
    oidc,
    openid: oidc.includes('openid'),
    offlineAccess: oidc.includes('offline_access'),
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

/**
 * What stands in `scp`. OpenID Connect's own scopes are Graph's, as at Entra, which says `openid profile` where nothing
 * was asked for by name; `offline_access` is told by the refresh token.
 */
export function valuesOf(
  permissions: readonly PermissionScope[],
  { appId }: Pick<RequestedResource, 'appId'>,
  oidc: readonly string[],
): readonly string[] {
  const named = permissions.map(({ value }) => value);
  if (appId !== GRAPH_APP_ID) return named;
  const values = [...oidc.filter((name) => name !== 'offline_access'), ...named];
  return values.length === 0 ? ['openid', 'profile'] : values;
}

interface ScopePart {
  readonly resource: string | undefined;
  readonly permission: string;
}

/** `https://api.example/Files.Read` → resource and permission; a bare `User.Read` belongs to Graph. */
function splitScope(scope: string): ScopePart {
  const slash = scope.lastIndexOf('/');
  if (slash === -1) return { resource: undefined, permission: scope };
  // A resource that ends in a slash is followed by a second one: `https://graph//.default`.
  return { resource: scope.slice(0, slash), permission: scope.slice(slash + 1) };
}

/** An access token has one audience. All of Graph's names are one resource. */
function onlyResource(parts: readonly ScopePart[], graph: readonly string[]): string | undefined {
  const uris = [...new Set(parts.map(({ resource }) => resource))];
  const others = uris.filter((uri) => !isGraph(uri, graph));
  if (others.length > 1 || (others.length === 1 && uris.length > 1))
    throw new OAuthError('scope-resources-several');
  return others[0] ?? uris.find((uri) => uri !== undefined);
}

function findScope(name: string, { scopes, uri }: RequestedResource): PermissionScope {
  const lowered = name.toLowerCase();
  const found = scopes.find(({ value }) => value.toLowerCase() === lowered);
  if (found) return found;
  throw new OAuthError(
    'scope-unknown',
    `${shown(name)} does not exist on ${shown(uri ?? 'Microsoft Graph')}.`,
  );
}

function isDefault(name: string): boolean {
  return name.toLowerCase() === '.default';
}

/** More than any API has; each is looked up, kept and shown. */
const MAX_SCOPES = 200;
