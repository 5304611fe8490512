import type { GroupMembershipClaims, SigningAlg } from '@signet/identity';
import { z } from 'zod';
import { API, APP_ROLE, type ApiJson, type AppRoleJson } from './application-permissions.ts';
import {
  KEY_CREDENTIAL,
  type KeyCredentialJson,
  PASSWORD_CREDENTIAL,
  type PasswordCredentialJson,
} from './credential.ts';
import { type Collection, collectionOf, named, TIME } from './named.ts';
import { GROUP_CLAIMS, OPTIONAL_CLAIMS, type OptionalClaimsJson } from './token-configuration.ts';

/** application of Microsoft Graph. `id`, `appId` and the service principal's id are one here. */
export interface ApplicationJson {
  readonly id: string;
  readonly deletedDateTime: string | null;
  readonly appId: string;
  readonly createdDateTime: string;
  readonly displayName: string;
  readonly identifierUris: readonly string[];
  readonly signInAudience: 'AzureADMyOrg';
  /** Whether it is public follows from its credentials, so that nothing is told here. */
  readonly isFallbackPublicClient: null;
  readonly api: ApiJson;
  readonly appRoles: readonly AppRoleJson[];
  readonly requiredResourceAccess: readonly RequiredResourceAccessJson[];
  readonly web: WebJson;
  readonly spa: RedirectUrisJson;
  readonly publicClient: RedirectUrisJson;
  readonly keyCredentials: readonly KeyCredentialJson[];
  readonly passwordCredentials: readonly PasswordCredentialJson[];
  /** Null: no optional claims. */
  readonly optionalClaims: OptionalClaimsJson | null;
  readonly groupMembershipClaims: GroupMembershipClaims | null;
  /** Ours: how access tokens for it are signed. */
  readonly signetAccessTokenAlg: SigningAlg;
  /** Ours: whoever signs in to it needs a second factor, or a certificate that is worth two. */
  readonly signetRequiresMultiFactor: boolean;
}

export interface RedirectUrisJson {
  readonly redirectUris: readonly string[];
}

export interface WebJson extends RedirectUrisJson {
  readonly homePageUrl: null;
  /** The front-channel logout address. */
  readonly logoutUrl: string | null;
  readonly implicitGrantSettings: {
    /** Access tokens come from the token endpoint alone. */
    readonly enableAccessTokenIssuance: false;
    /** Whether the authorize endpoint itself answers with ID tokens. */
    readonly enableIdTokenIssuance: boolean;
  };
}

export interface RequiredResourceAccessJson {
  readonly resourceAppId: string;
  /** By id of the resource's scopes; what an application needs for itself is assigned as an app role. */
  readonly resourceAccess: readonly { readonly id: string; readonly type: 'Scope' }[];
}

const URIS = z.array(z.string()).readonly();

export const APPLICATION: z.ZodType<ApplicationJson> = named(
  'Application',
  z.object({
    id: z.string(),
    deletedDateTime: TIME.nullable(),
    appId: z.string(),
    createdDateTime: TIME,
    displayName: z.string(),
    identifierUris: URIS,
    signInAudience: z.literal('AzureADMyOrg'),
    isFallbackPublicClient: z.null(),
    api: API,
    appRoles: z.array(APP_ROLE).readonly(),
    requiredResourceAccess: z
      .array(
        z.object({
          resourceAppId: z.string(),
          resourceAccess: z.array(z.object({ id: z.string(), type: z.literal('Scope') })).readonly(),
        }),
      )
      .readonly(),
    web: z.object({
      redirectUris: URIS,
      homePageUrl: z.null(),
      logoutUrl: z.string().nullable(),
      implicitGrantSettings: z.object({
        enableAccessTokenIssuance: z.literal(false),
        enableIdTokenIssuance: z.boolean(),
      }),
    }),
    spa: z.object({ redirectUris: URIS }),
    publicClient: z.object({ redirectUris: URIS }),
    keyCredentials: z.array(KEY_CREDENTIAL).readonly(),
    passwordCredentials: z.array(PASSWORD_CREDENTIAL).readonly(),
    optionalClaims: OPTIONAL_CLAIMS.nullable(),
    groupMembershipClaims: GROUP_CLAIMS.nullable(),
    signetAccessTokenAlg: z.enum(['RS256', 'ES256']),
    signetRequiresMultiFactor: z.boolean(),
  }),
);

export const APPLICATIONS: z.ZodType<Collection<ApplicationJson>> = collectionOf(
  'ApplicationCollection',
  APPLICATION,
);
