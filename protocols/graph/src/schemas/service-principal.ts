import { z } from 'zod';
import {
  APP_ROLE,
  type AppRoleJson,
  PERMISSION_SCOPE,
  type PermissionScopeJson,
} from './application-permissions.ts';
import {
  KEY_CREDENTIAL,
  type KeyCredentialJson,
  PASSWORD_CREDENTIAL,
  type PasswordCredentialJson,
} from './credential.ts';
import { type Collection, collectionOf, named, TIME } from './named.ts';

/**
 * servicePrincipal of Microsoft Graph: an application as the tenant deals with it. Here every application is of one
 * tenant and has its service principal from the start, with the same id.
 */
export interface ServicePrincipalJson {
  readonly id: string;
  readonly deletedDateTime: string | null;
  readonly accountEnabled: boolean;
  readonly appId: string;
  readonly appDisplayName: string;
  readonly displayName: string;
  readonly appOwnerOrganizationId: string;
  readonly appRoleAssignmentRequired: boolean;
  readonly servicePrincipalType: 'Application';
  readonly servicePrincipalNames: readonly string[];
  readonly signInAudience: 'AzureADMyOrg' | 'AzureADMultipleOrgs';
  readonly replyUrls: readonly string[];
  readonly logoutUrl: string | null;
  readonly appRoles: readonly AppRoleJson[];
  readonly oauth2PermissionScopes: readonly PermissionScopeJson[];
  readonly keyCredentials: readonly KeyCredentialJson[];
  readonly passwordCredentials: readonly PasswordCredentialJson[];
  readonly tags: readonly string[];
}

const TEXTS = z.array(z.string()).readonly();

export const SERVICE_PRINCIPAL: z.ZodType<ServicePrincipalJson> = named(
  'ServicePrincipal',
  z.object({
    id: z.string(),
    deletedDateTime: TIME.nullable(),
    accountEnabled: z.boolean(),
    appId: z.string(),
    appDisplayName: z.string(),
    displayName: z.string(),
    appOwnerOrganizationId: z.string(),
    appRoleAssignmentRequired: z.boolean(),
    servicePrincipalType: z.literal('Application'),
    servicePrincipalNames: TEXTS,
    signInAudience: z.enum(['AzureADMyOrg', 'AzureADMultipleOrgs']),
    replyUrls: TEXTS,
    logoutUrl: z.string().nullable(),
    appRoles: z.array(APP_ROLE).readonly(),
    oauth2PermissionScopes: z.array(PERMISSION_SCOPE).readonly(),
    keyCredentials: z.array(KEY_CREDENTIAL).readonly(),
    passwordCredentials: z.array(PASSWORD_CREDENTIAL).readonly(),
    tags: TEXTS,
  }),
);

export const SERVICE_PRINCIPALS: z.ZodType<Collection<ServicePrincipalJson>> = collectionOf(
  'ServicePrincipalCollection',
  SERVICE_PRINCIPAL,
);

export interface NewServicePrincipal {
  readonly appId: string;
}

export const NEW_SERVICE_PRINCIPAL: z.ZodType<NewServicePrincipal> = named(
  'NewServicePrincipal',
  z.strictObject({
    '@odata.type': z.string().optional(),
    appId: z.guid(),
    accountEnabled: z.literal(true).optional(),
    appRoleAssignmentRequired: z.literal(false).optional(),
  }),
);
