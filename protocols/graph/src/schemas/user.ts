import { type PersonalNames, parseCertificateUserId } from '@signet/identity';
import { z } from 'zod';
import { type Collection, collectionOf, named, TIME } from './named.ts';
import { ADDRESS, NAME } from './text.ts';

/** What is not in the default set comes with `$select` only (Microsoft Graph). */
export interface UserJson {
  readonly id?: string | undefined;
  readonly userPrincipalName?: string | undefined;
  readonly displayName?: string | undefined;
  readonly mail?: string | null | undefined;
  readonly businessPhones?: readonly string[] | undefined;
  readonly givenName?: string | null | undefined;
  readonly jobTitle?: string | null | undefined;
  readonly mobilePhone?: string | null | undefined;
  readonly officeLocation?: string | null | undefined;
  readonly preferredLanguage?: string | null | undefined;
  readonly surname?: string | null | undefined;
  readonly accountEnabled?: boolean | undefined;
  readonly authorizationInfo?: { readonly certificateUserIds: readonly string[] } | undefined;
  readonly createdDateTime?: string | undefined;
  readonly onPremisesImmutableId?: string | null | undefined;
  /** Read-only: of the directory that the account is synchronised from. */
  readonly onPremisesUserPrincipalName?: string | null | undefined;
  readonly proxyAddresses?: readonly string[] | undefined;
  readonly signInSessionsValidFromDateTime?: string | null | undefined;
  /** Ours: the directory roles by name. */
  readonly signetRoles?: readonly string[] | undefined;
}

const TEXT = z.string().nullable().optional();
const TEXTS = z.array(z.string()).readonly();

export const USER: z.ZodType<UserJson> = named(
  'User',
  z.object({
    id: z.string().optional(),
    userPrincipalName: z.string().optional(),
    displayName: z.string().optional(),
    mail: TEXT,
    businessPhones: TEXTS.optional(),
    givenName: TEXT,
    jobTitle: TEXT,
    mobilePhone: TEXT,
    officeLocation: TEXT,
    preferredLanguage: TEXT,
    surname: TEXT,
    accountEnabled: z.boolean().optional(),
    authorizationInfo: z.object({ certificateUserIds: TEXTS }).optional(),
    createdDateTime: TIME.optional(),
    onPremisesImmutableId: TEXT,
    onPremisesUserPrincipalName: TEXT,
    proxyAddresses: TEXTS.optional(),
    signInSessionsValidFromDateTime: TIME.nullable().optional(),
    signetRoles: TEXTS.optional(),
  }),
);

export const USERS: z.ZodType<Collection<UserJson>> = collectionOf('UserCollection', USER);

export interface NewUser extends PersonalNames {
  readonly accountEnabled: boolean;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly mail?: string | null | undefined;
  readonly onPremisesImmutableId?: string | null | undefined;
  readonly authorizationInfo?: AuthorizationInfoInput | null | undefined;
}

export interface AuthorizationInfoInput {
  readonly certificateUserIds: readonly string[];
}

export interface UserChanges extends PersonalNames {
  readonly accountEnabled?: boolean | undefined;
  readonly displayName?: string | undefined;
  readonly userPrincipalName?: string | undefined;
  readonly mail?: string | null | undefined;
  readonly onPremisesImmutableId?: string | null | undefined;
  readonly authorizationInfo?: AuthorizationInfoInput | null | undefined;
  readonly signInSessionsValidFromDateTime?: string | undefined;
}

/** Microsoft Graph: at most 64 characters. */
const PERSONAL_NAME = NAME.max(64).nullish();

/** Microsoft Graph: `$` and `_` are not allowed. */
const IMMUTABLE_ID = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^$_]+$/, 'must not contain $ or _')
  .nullish();
/** User binding of Entra CBA: ten values of at most 1024 characters, each with the prefix of its kind. */
const AUTHORIZATION_INFO = z
  .strictObject({
    '@odata.type': z.string().optional(),
    certificateUserIds: z
      .array(
        z
          .string()
          .max(1024)
          .refine(
            (value) => parseCertificateUserId(value) !== undefined,
            'must be of one of the forms X509:<PN>…, <RFC822>…, <S>…, <I>…<S>…, <SKI>…, <SHA1-PUKEY>…, <I>…<SR>…',
          ),
      )
      .max(10)
      .readonly(),
  })
  .nullish();

export const NEW_USER: z.ZodType<NewUser> = named(
  'NewUser',
  z.strictObject({
    '@odata.type': z.string().optional(),
    accountEnabled: z.boolean(),
    displayName: NAME,
    givenName: PERSONAL_NAME,
    surname: PERSONAL_NAME,
    userPrincipalName: ADDRESS,
    mail: ADDRESS.nullish(),
    onPremisesImmutableId: IMMUTABLE_ID,
    authorizationInfo: AUTHORIZATION_INFO,
  }),
);

export const USER_CHANGES: z.ZodType<UserChanges> = named(
  'UserChanges',
  z.strictObject({
    '@odata.type': z.string().optional(),
    accountEnabled: z.boolean().optional(),
    displayName: NAME.optional(),
    givenName: PERSONAL_NAME,
    surname: PERSONAL_NAME,
    userPrincipalName: ADDRESS.optional(),
    mail: ADDRESS.nullish(),
    onPremisesImmutableId: IMMUTABLE_ID,
    authorizationInfo: AUTHORIZATION_INFO,
    signInSessionsValidFromDateTime: z.iso.datetime({ offset: true }).optional(),
  }),
);
