import {
  type Application,
  type AppRole,
  type ClientSecret,
  type Directory,
  GRAPH_APP_ID,
  GRAPH_SCOPES,
  guid,
  isGuid,
  type KeyCredential,
  type PermissionScope,
  type RedirectUriType,
} from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { Caller } from '../../access/caller.ts';
import { notFound } from '../../graph-error.ts';
import type { ApplicationJson, RequiredResourceAccessJson } from '../../schemas/application.ts';
import type { AppRoleJson, PermissionScopeJson } from '../../schemas/application-permissions.ts';
import type { KeyCredentialJson, PasswordCredentialJson } from '../../schemas/credential.ts';
import { optionalClaimsJson } from './token-configuration.ts';

/** Scopes that a registration requires are kept by value and told by id, so the resources are looked up. */
export async function applicationJson(
  application: Application,
  directory: Pick<Directory, 'applications'>,
): Promise<ApplicationJson> {
  const { appId, displayName, identifierUris, keyCredentials, secrets } = application;
  return {
    id: appId,
    deletedDateTime: null,
    appId,
    createdDateTime: formatTime(application.createdAt),
    displayName,
    identifierUris,
    signInAudience: 'AzureADMyOrg',
    isFallbackPublicClient: null,
    api: {
      requestedAccessTokenVersion: application.requestedAccessTokenVersion ?? null,
      oauth2PermissionScopes: application.oauth2PermissionScopes.map(permissionScopeJson),
    },
    appRoles: application.appRoles.map(appRoleJson),
    requiredResourceAccess: await requiredJson(application, directory),
    web: {
      redirectUris: redirectUrisOf(application, 'web'),
      homePageUrl: null,
      logoutUrl: application.frontchannelLogoutUri ?? null,
      implicitGrantSettings: {
        enableAccessTokenIssuance: false,
        enableIdTokenIssuance: application.enableIdTokenIssuance === true,
      },
    },
    spa: { redirectUris: redirectUrisOf(application, 'spa') },
    publicClient: { redirectUris: redirectUrisOf(application, 'publicClient') },
    keyCredentials: keyCredentials.map(keyCredentialJson),
    passwordCredentials: secrets.map(passwordCredentialJson),
    optionalClaims: optionalClaimsJson(application),
    groupMembershipClaims: application.groupMembershipClaims ?? null,
    signetAccessTokenAlg: application.accessTokenSigningAlg ?? 'RS256',
    signetRequiresMultiFactor: application.requiresMultiFactor === true,
  };
}

export function passwordCredentialJson(secret: ClientSecret): PasswordCredentialJson {
  const { keyId, displayName, hint, startDate, endDate } = secret;
  return {
    keyId,
    displayName: displayName ?? null,
    hint,
    startDateTime: startDate === undefined ? null : formatTime(startDate),
    endDateTime: formatTime(endDate),
    secretText: null,
    customKeyIdentifier: null,
  };
}

/** Microsoft's tools show the thumbprint that they find in `customKeyIdentifier`. */
export function keyCredentialJson(credential: KeyCredential): KeyCredentialJson {
  return {
    keyId: credential.keyId,
    displayName: credential.displayName,
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
    customKeyIdentifier: Buffer.from(credential.sha1.toUpperCase()).toString('base64'),
    startDateTime: formatTime(credential.startDate),
    endDateTime: formatTime(credential.endDate),
    key: null,
  };
}

export function permissionScopeJson(scope: PermissionScope): PermissionScopeJson {
  const { id, value, type, isEnabled, userConsentDisplayName } = scope;
  return {
    id,
    value,
    type,
    isEnabled,
    adminConsentDisplayName: scope.adminConsentDisplayName ?? null,
    adminConsentDescription: scope.adminConsentDescription ?? null,
    userConsentDisplayName,
    userConsentDescription: scope.userConsentDescription ?? null,
  };
}

export function appRoleJson(role: AppRole): AppRoleJson {
  const { id, value, displayName, description, allowedMemberTypes, isEnabled } = role;
  return {
    id,
    value,
    displayName,
    description: description ?? null,
    allowedMemberTypes,
    isEnabled,
    origin: 'Application',
  };
}

/** In the caller's tenant; an application of another is answered as if there were none. */
export async function findApplication(
  directory: Pick<Directory, 'applications'>,
  caller: Caller,
  applicationId: string,
): Promise<Application> {
  const application = isGuid(applicationId)
    ? await directory.applications.find(guid(applicationId))
    : undefined;
  if (application?.tenantId !== caller.user.tenantId) throw notFound(applicationId);
  return application;
}

/** The scopes of a resource of the tenant, Microsoft Graph included; `undefined` where there is no such resource. */
export async function scopesOfResource(
  resourceAppId: string,
  { tenantId }: Pick<Application, 'tenantId'>,
  directory: Pick<Directory, 'applications'>,
): Promise<readonly PermissionScope[] | undefined> {
  if (resourceAppId.toLowerCase() === GRAPH_APP_ID) return GRAPH_SCOPES;
  const resource = await directory.applications.find(guid(resourceAppId));
  return resource?.tenantId === tenantId ? resource.oauth2PermissionScopes : undefined;
}

function redirectUrisOf({ redirectUris }: Application, type: RedirectUriType): readonly string[] {
  return redirectUris.filter((one) => one.type === type).map(({ uri }) => uri);
}

async function requiredJson(
  application: Application,
  directory: Pick<Directory, 'applications'>,
): Promise<readonly RequiredResourceAccessJson[]> {
  return await Promise.all(
    application.requiredResourceAccess.map(async ({ resourceAppId, scopes }) => {
      const known = (await scopesOfResource(resourceAppId, application, directory)) ?? [];
      const required = known.filter(({ value }) => scopes.includes(value));
      return { resourceAppId, resourceAccess: required.map(({ id }) => ({ id, type: 'Scope' as const })) };
    }),
  );
}
