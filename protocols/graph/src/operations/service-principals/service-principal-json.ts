import { type Application, GRAPH_APP_ID, GRAPH_SCOPES } from '@signet/identity';
import type { ServicePrincipalJson } from '../../schemas/service-principal.ts';
import {
  appRoleJson,
  keyCredentialJson,
  passwordCredentialJson,
  permissionScopeJson,
} from '../applications/application-json.ts';

export function servicePrincipalJson(application: Application): ServicePrincipalJson {
  const { appId, displayName, tenantId } = application;
  return {
    ...COMMON,
    id: appId,
    appId,
    appDisplayName: displayName,
    displayName,
    appOwnerOrganizationId: tenantId,
    servicePrincipalNames: [appId, ...application.identifierUris],
    signInAudience: 'AzureADMyOrg',
    replyUrls: application.redirectUris.map(({ uri }) => uri),
    logoutUrl: application.frontchannelLogoutUri ?? null,
    appRoles: application.appRoles.map(appRoleJson),
    oauth2PermissionScopes: application.oauth2PermissionScopes.map(permissionScopeJson),
    keyCredentials: application.keyCredentials.map(keyCredentialJson),
    passwordCredentials: application.secrets.map(passwordCredentialJson),
  };
}

/** Microsoft Graph as a resource: clients look up its scopes here to write requiredResourceAccess. */
export function graphPrincipalJson(root: string): ServicePrincipalJson {
  return {
    ...COMMON,
    id: GRAPH_APP_ID,
    appId: GRAPH_APP_ID,
    appDisplayName: 'Microsoft Graph',
    displayName: 'Microsoft Graph',
    appOwnerOrganizationId: MICROSOFT_TENANT_ID,
    servicePrincipalNames: [GRAPH_APP_ID, 'https://graph.microsoft.com', new URL(root).origin],
    signInAudience: 'AzureADMultipleOrgs',
    replyUrls: [],
    logoutUrl: null,
    appRoles: [],
    oauth2PermissionScopes: GRAPH_SCOPES.map(permissionScopeJson),
    keyCredentials: [],
    passwordCredentials: [],
  };
}

const COMMON = {
  deletedDateTime: null,
  accountEnabled: true,
  appRoleAssignmentRequired: false,
  servicePrincipalType: 'Application',
  tags: [],
} as const;

/** Of Microsoft's own applications everywhere. */
const MICROSOFT_TENANT_ID = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';
