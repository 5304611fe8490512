import { z } from 'zod';
import { type Collection, collectionOf, named } from './named.ts';

/** oAuth2PermissionGrant. There are no service principals here: clientId and resourceId are appIds. */
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
