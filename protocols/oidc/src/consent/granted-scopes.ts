import {
  type Application,
  type ApplicationId,
  type Directory,
  GRAPH_APP_ID,
  GRAPH_SCOPES,
  OIDC_SCOPES,
  type PermissionGrant,
  type PermissionScope,
  type UserId,
} from '@signet/identity';
import { type RequestedScopes, valuesOf } from '../scopes.ts';

/** A scope with the resource that it is consented to at. */
export interface ScopeOfResource {
  readonly resourceId: ApplicationId;
  readonly scope: PermissionScope;
}

/** What a request asks for, held against what the person, or an administrator for everybody, has allowed. */
export interface ConsentState {
  /** All that the request needs consent for. */
  readonly needed: readonly ScopeOfResource[];
  /** Of these, what nobody has consented to. */
  readonly missing: readonly ScopeOfResource[];
  /** As asked, `.default` replaced by what there is consent for. Worth something only while nothing is missing. */
  readonly granted: RequestedScopes;
}

/** Asked at every sign-in, code and refresh, so that consent taken back ends there. */
export async function readConsent(
  scopes: RequestedScopes,
  client: Application,
  userId: UserId,
  { permissionGrants }: Pick<Directory, 'permissionGrants'>,
): Promise<ConsentState> {
  const grants = await permissionGrants.listFor(client.appId, userId);
  const needed = neededScopes(scopes, client);
  return {
    needed,
    missing: needed.filter((one) => !isConsented(one, grants)),
    granted: scopes.kind === 'named' ? scopes : withDefault(scopes, grants),
  };
}

function neededScopes(scopes: RequestedScopes, client: Application): readonly ScopeOfResource[] {
  const { resource, permissions, kind, oidc } = scopes;
  const resourceId = resource.appId;
  const asked = kind === 'default' ? requiredScopes(scopes, client) : permissions;
  const ofResource = asked.map((scope) => ({ resourceId, scope }));
  const ofGraph = GRAPH_SCOPES.filter(({ value }) => oidc.includes(value));
  return [
    ...ofGraph.map((scope) => ({ resourceId: GRAPH_APP_ID, scope })),
    // An application may always call itself.
    ...(resourceId === client.appId ? [] : ofResource),
  ];
}

/** `.default` asks for what the registration says that the application needs of this resource. */
function requiredScopes(
  { resource, permissions }: RequestedScopes,
  client: Application,
): readonly PermissionScope[] {
  const required = client.requiredResourceAccess.filter(
    ({ resourceAppId }) => resourceAppId === resource.appId,
  );
  const values = new Set(required.flatMap(({ scopes }) => scopes));
  return resource.scopes.filter((scope) => values.has(scope.value) || permissions.includes(scope));
}

function isConsented({ resourceId, scope }: ScopeOfResource, grants: readonly PermissionGrant[]): boolean {
  return grants.some((grant) => grant.resourceId === resourceId && grant.scopes.includes(scope.value));
}

/** Each that there is consent for stands in the answer's `scope` beside `.default`, by its full name. */
function withDefault(scopes: RequestedScopes, grants: readonly PermissionGrant[]): RequestedScopes {
  const { resource, requested, oidc } = scopes;
  const permissions = resource.scopes.filter(
    (scope) =>
      !(resource.appId === GRAPH_APP_ID && OIDC_SCOPES.has(scope.value)) &&
      isConsented({ resourceId: resource.appId, scope }, grants),
  );
  const prefix = resource.uri === undefined ? '' : `${resource.uri}/`;
  const named = permissions.map(({ value }) => `${prefix}${value}`);
  return {
    ...scopes,
    requested: [...new Set([...requested, ...named])],
    permissions,
    resource: { ...resource, permissions: valuesOf(permissions, resource, oidc) },
  };
}
