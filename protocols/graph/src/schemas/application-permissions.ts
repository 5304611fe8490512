import { isAppRoleValue, isScopeValue } from '@signet/identity';
import { z } from 'zod';
import { named } from './named.ts';
import { NAME } from './text.ts';

/** permissionScope of Microsoft Graph: a delegated permission. */
export interface PermissionScopeJson {
  readonly id: string;
  readonly value: string;
  readonly type: 'User' | 'Admin';
  readonly isEnabled: boolean;
  readonly adminConsentDisplayName: string | null;
  readonly adminConsentDescription: string | null;
  readonly userConsentDisplayName: string | null;
  readonly userConsentDescription: string | null;
}

/** appRole of Microsoft Graph. */
export interface AppRoleJson {
  readonly id: string;
  readonly value: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly allowedMemberTypes: readonly ('User' | 'Application')[];
  readonly isEnabled: boolean;
  readonly origin: 'Application';
}

export interface ApiJson {
  /** Null: 1. */
  readonly requestedAccessTokenVersion: 1 | 2 | null;
  readonly oauth2PermissionScopes: readonly PermissionScopeJson[];
}

const TEXT = z.string().nullable();

export const PERMISSION_SCOPE: z.ZodType<PermissionScopeJson> = named(
  'PermissionScope',
  z.object({
    id: z.string(),
    value: z.string(),
    type: z.enum(['User', 'Admin']),
    isEnabled: z.boolean(),
    adminConsentDisplayName: TEXT,
    adminConsentDescription: TEXT,
    userConsentDisplayName: TEXT,
    userConsentDescription: TEXT,
  }),
);

export const APP_ROLE: z.ZodType<AppRoleJson> = named(
  'AppRole',
  z.object({
    id: z.string(),
    value: z.string(),
    displayName: z.string(),
    description: TEXT,
    allowedMemberTypes: z.array(z.enum(['User', 'Application'])).readonly(),
    isEnabled: z.boolean(),
    origin: z.literal('Application'),
  }),
);

export const API: z.ZodType<ApiJson> = named(
  'ApiApplication',
  z.object({
    requestedAccessTokenVersion: z.literal([1, 2]).nullable(),
    oauth2PermissionScopes: z.array(PERMISSION_SCOPE).readonly(),
  }),
);

export interface PermissionScopeInput {
  readonly id: string;
  readonly value: string;
  readonly type: 'User' | 'Admin';
  readonly isEnabled: boolean;
  readonly adminConsentDisplayName?: string | null | undefined;
  readonly adminConsentDescription?: string | null | undefined;
  readonly userConsentDisplayName?: string | null | undefined;
  readonly userConsentDescription?: string | null | undefined;
}

export interface AppRoleInput {
  readonly id: string;
  readonly value: string;
  readonly displayName: string;
  readonly description?: string | null | undefined;
  readonly allowedMemberTypes: readonly ('User' | 'Application')[];
  readonly isEnabled: boolean;
}

const SCOPE_VALUE = z.string().refine(isScopeValue, 'must be 1 to 120 characters without spaces and slashes');
const ROLE_VALUE = z.string().refine(isAppRoleValue, 'must be 1 to 120 characters without spaces');
const DESCRIPTION = z.string().max(1024).nullish();
const TYPE = z.string().optional();

export const PERMISSION_SCOPE_INPUT: z.ZodType<PermissionScopeInput> = z.strictObject({
  '@odata.type': TYPE,
  id: z.guid(),
  value: SCOPE_VALUE,
  type: z.enum(['User', 'Admin']),
  isEnabled: z.boolean().default(true),
  adminConsentDisplayName: NAME.nullish(),
  adminConsentDescription: DESCRIPTION,
  userConsentDisplayName: NAME.nullish(),
  userConsentDescription: DESCRIPTION,
  // Read-only at Graph; clients send back what they read.
  origin: z.string().max(64).nullish(),
});

export const APP_ROLE_INPUT: z.ZodType<AppRoleInput> = z.strictObject({
  '@odata.type': TYPE,
  id: z.guid(),
  value: ROLE_VALUE,
  displayName: NAME,
  description: DESCRIPTION,
  allowedMemberTypes: z
    .array(z.enum(['User', 'Application']))
    .min(1)
    .max(2)
    .readonly(),
  isEnabled: z.boolean().default(true),
  origin: z.string().max(64).nullish(),
});
