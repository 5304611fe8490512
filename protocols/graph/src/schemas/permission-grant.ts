import { z } from 'zod';
import { type Collection, collectionOf, named } from './named.ts';

/** oAuth2PermissionGrant. A service principal's id is its appId here, so that is what clientId and resourceId are. */
export interface PermissionGrantJson {
  readonly id: string;
  readonly clientId: string;
  readonly consentType: 'AllPrincipals' | 'Principal';
  readonly principalId: string | null;
  readonly resourceId: string;
  /** Separated by spaces. */
  readonly scope: string;
}

export const PERMISSION_GRANT: z.ZodType<PermissionGrantJson> = named(
  'OAuth2PermissionGrant',
  z.object({
    id: z.string(),
    clientId: z.string(),
    consentType: z.enum(['AllPrincipals', 'Principal']),
    principalId: z.string().nullable(),
    resourceId: z.string(),
    scope: z.string(),
  }),
);

export const PERMISSION_GRANTS: z.ZodType<Collection<PermissionGrantJson>> = collectionOf(
  'OAuth2PermissionGrants',
  PERMISSION_GRANT,
);

export interface NewPermissionGrant {
  readonly clientId: string;
  readonly consentType: 'AllPrincipals' | 'Principal';
  readonly principalId?: string | null | undefined;
  readonly resourceId: string;
  readonly scope: string;
}

/** 200 scopes at most, as a request can ask for. */
const SCOPE = z.string().max(16_384);
const TYPE = z.string().optional();

export const NEW_PERMISSION_GRANT: z.ZodType<NewPermissionGrant> = named(
  'NewOAuth2PermissionGrant',
  z.strictObject({
    '@odata.type': TYPE,
    clientId: z.guid(),
    consentType: z.enum(['AllPrincipals', 'Principal']),
    principalId: z.guid().nullish(),
    resourceId: z.guid(),
    scope: SCOPE,
    // Once read by Graph, and sent by clients since.
    startTime: z.string().max(64).nullish(),
    expiryTime: z.string().max(64).nullish(),
  }),
);

export interface PermissionGrantChanges {
  readonly scope: string;
}

export const PERMISSION_GRANT_CHANGES: z.ZodType<PermissionGrantChanges> = named(
  'OAuth2PermissionGrantChanges',
  z.strictObject({ '@odata.type': TYPE, scope: SCOPE }),
);
