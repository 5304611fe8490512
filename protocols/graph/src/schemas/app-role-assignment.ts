import { z } from 'zod';
import { type Collection, collectionOf, named, TIME } from './named.ts';

/** appRoleAssignment of Microsoft Graph. */
export interface AppRoleAssignmentJson {
  readonly id: string;
  readonly deletedDateTime: string | null;
  readonly appRoleId: string;
  readonly createdDateTime: string;
  readonly principalDisplayName: string | null;
  readonly principalId: string;
  readonly principalType: 'User' | 'ServicePrincipal';
  readonly resourceDisplayName: string | null;
  readonly resourceId: string;
}

export const APP_ROLE_ASSIGNMENT: z.ZodType<AppRoleAssignmentJson> = named(
  'AppRoleAssignment',
  z.object({
    id: z.string(),
    deletedDateTime: TIME.nullable(),
    appRoleId: z.string(),
    createdDateTime: TIME,
    principalDisplayName: z.string().nullable(),
    principalId: z.string(),
    principalType: z.enum(['User', 'ServicePrincipal']),
    resourceDisplayName: z.string().nullable(),
    resourceId: z.string(),
  }),
);

export const APP_ROLE_ASSIGNMENTS: z.ZodType<Collection<AppRoleAssignmentJson>> = collectionOf(
  'AppRoleAssignmentCollection',
  APP_ROLE_ASSIGNMENT,
);

export interface NewAppRoleAssignment {
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

export const NEW_APP_ROLE_ASSIGNMENT: z.ZodType<NewAppRoleAssignment> = named(
  'NewAppRoleAssignment',
  z.strictObject({
    '@odata.type': z.string().optional(),
    principalId: z.guid(),
    resourceId: z.guid(),
    appRoleId: z.guid(),
  }),
);
