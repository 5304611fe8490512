import type { GroupMembershipClaims, SigningAlg } from '@signet/identity';
import { z } from 'zod';
import {
  APP_ROLE_INPUT,
  type AppRoleInput,
  PERMISSION_SCOPE_INPUT,
  type PermissionScopeInput,
} from './application-permissions.ts';
import { KEY_CREDENTIAL_INPUT, type KeyCredentialInput } from './credential.ts';
import { named } from './named.ts';
import { IDENTIFIER, NAME } from './text.ts';
import { GROUP_CLAIMS, OPTIONAL_CLAIMS_INPUT, type OptionalClaimsInput } from './token-configuration.ts';

/** What a client may set of an application; whatever is left out stays. */
export interface ApplicationChanges {
  readonly displayName?: string | undefined;
  readonly identifierUris?: readonly string[] | undefined;
  readonly api?:
    | {
        readonly oauth2PermissionScopes?: readonly PermissionScopeInput[] | undefined;
        readonly requestedAccessTokenVersion?: 1 | 2 | null | undefined;
      }
    | undefined;
  readonly appRoles?: readonly AppRoleInput[] | undefined;
  readonly requiredResourceAccess?: readonly RequiredResourceAccessInput[] | undefined;
  readonly web?:
    | {
        readonly redirectUris?: readonly string[] | undefined;
        readonly logoutUrl?: string | null | undefined;
        readonly implicitGrantSettings?: ImplicitGrantSettingsInput | null | undefined;
      }
    | undefined;
  readonly spa?: RedirectUrisInput | undefined;
  readonly publicClient?: RedirectUrisInput | undefined;
  readonly keyCredentials?: readonly KeyCredentialInput[] | undefined;
  readonly optionalClaims?: OptionalClaimsInput | null | undefined;
  readonly groupMembershipClaims?: GroupMembershipClaims | null | undefined;
  readonly signetAccessTokenAlg?: SigningAlg | undefined;
  readonly signetRequiresMultiFactor?: boolean | undefined;
}

export interface NewApplication extends ApplicationChanges {
  readonly displayName: string;
}

export interface RedirectUrisInput {
  readonly redirectUris?: readonly string[] | undefined;
}

export interface ImplicitGrantSettingsInput {
  readonly enableAccessTokenIssuance?: false | undefined;
  readonly enableIdTokenIssuance?: boolean | undefined;
}

export interface RequiredResourceAccessInput {
  readonly resourceAppId: string;
  readonly resourceAccess: readonly { readonly id: string; readonly type: 'Scope' }[];
}

const TYPE = z.string().optional();
/** More than any registration has: each entry is read at every sign-in of the application. */
const MAX_LIST = 256;

function listOf<Item>(item: z.ZodType<Item>): z.ZodType<readonly Item[]> {
  return z.array(item).max(MAX_LIST).readonly();
}

const REDIRECT_URIS = { '@odata.type': TYPE, redirectUris: listOf(IDENTIFIER).optional() };
// Clients send back what they read: where there is one value alone it is taken, and others are refused.
const IMPLICIT_GRANT_SETTINGS = z.strictObject({
  '@odata.type': TYPE,
  enableAccessTokenIssuance: z
    .literal(false, 'is false here: access tokens come from the token endpoint')
    .optional(),
  enableIdTokenIssuance: z.boolean().optional(),
});

const CHANGES = {
  '@odata.type': TYPE,
  identifierUris: listOf(IDENTIFIER).optional(),
  signInAudience: z
    .literal('AzureADMyOrg', 'is AzureADMyOrg here: an application is of one tenant')
    .optional(),
  // Passed over: what has neither secret nor certificate is public.
  isFallbackPublicClient: z.boolean().nullish(),
  api: z
    .strictObject({
      '@odata.type': TYPE,
      oauth2PermissionScopes: listOf(PERMISSION_SCOPE_INPUT).optional(),
      requestedAccessTokenVersion: z.literal([1, 2]).nullish(),
    })
    .optional(),
  appRoles: listOf(APP_ROLE_INPUT).optional(),
  requiredResourceAccess: listOf(
    z.strictObject({
      '@odata.type': TYPE,
      resourceAppId: z.guid(),
      resourceAccess: listOf(
        z.strictObject({
          '@odata.type': TYPE,
          id: z.guid(),
          type: z.literal('Scope', 'is Scope here; assign app roles to the application instead'),
        }),
      ),
    }),
  ).optional(),
  web: z
    .strictObject({
      ...REDIRECT_URIS,
      homePageUrl: z.null().optional(),
      logoutUrl: IDENTIFIER.nullish(),
      implicitGrantSettings: IMPLICIT_GRANT_SETTINGS.nullish(),
    })
    .optional(),
  spa: z.strictObject(REDIRECT_URIS).optional(),
  publicClient: z.strictObject(REDIRECT_URIS).optional(),
  keyCredentials: listOf(KEY_CREDENTIAL_INPUT).optional(),
  optionalClaims: OPTIONAL_CLAIMS_INPUT.nullish(),
  groupMembershipClaims: GROUP_CLAIMS.nullish(),
  signetAccessTokenAlg: z.enum(['RS256', 'ES256']).optional(),
  signetRequiresMultiFactor: z.boolean().optional(),
};

export const NEW_APPLICATION: z.ZodType<NewApplication> = named(
  'NewApplication',
  z.strictObject({ ...CHANGES, displayName: NAME }),
);

export const APPLICATION_CHANGES: z.ZodType<ApplicationChanges> = named(
  'ApplicationChanges',
  z.strictObject({ ...CHANGES, displayName: NAME.optional() }),
);
