import { z } from 'zod';
import { type Collection, collectionOf, named } from './named.ts';
import { NAME } from './text.ts';

/** authenticationContextClassReference of Microsoft Graph. */
export interface AuthenticationContextJson {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  readonly isAvailable: boolean;
}

export const AUTHENTICATION_CONTEXT: z.ZodType<AuthenticationContextJson> = named(
  'AuthenticationContextClassReference',
  z.object({
    id: z.string(),
    displayName: z.string(),
    description: z.string(),
    isAvailable: z.boolean(),
  }),
);

export const AUTHENTICATION_CONTEXTS: z.ZodType<Collection<AuthenticationContextJson>> = collectionOf(
  'AuthenticationContextClassReferenceCollection',
  AUTHENTICATION_CONTEXT,
);

export interface AuthenticationContextChanges {
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly isAvailable?: boolean | undefined;
}

export interface NewAuthenticationContext extends AuthenticationContextChanges {
  readonly id: string;
  readonly displayName: string;
}

const CHANGES = {
  '@odata.type': z.string().optional(),
  id: z.string().max(8).optional(),
  displayName: NAME.optional(),
  description: z.string().max(1024).optional(),
  isAvailable: z.boolean().optional(),
};

export const AUTHENTICATION_CONTEXT_CHANGES: z.ZodType<AuthenticationContextChanges> = named(
  'AuthenticationContextClassReferenceChanges',
  z.strictObject(CHANGES),
);

export const NEW_AUTHENTICATION_CONTEXT: z.ZodType<NewAuthenticationContext> = named(
  'NewAuthenticationContextClassReference',
  z.strictObject({ ...CHANGES, id: z.string().max(8), displayName: NAME }),
);
