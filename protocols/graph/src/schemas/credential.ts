import { z } from 'zod';
import { BINARY, named, TIME } from './named.ts';
import { NAME } from './text.ts';

/** passwordCredential of Microsoft Graph; `secretText` is told once, when it is made. */
export interface PasswordCredentialJson {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly hint: string;
  readonly startDateTime: string | null;
  readonly endDateTime: string;
  readonly secretText: string | null;
  readonly customKeyIdentifier: null;
}

/** keyCredential of Microsoft Graph; `key` is shown of one application, by `$select`. */
export interface KeyCredentialJson {
  readonly keyId: string;
  readonly displayName: string;
  readonly type: 'AsymmetricX509Cert';
  readonly usage: 'Verify';
  /** SHA-1 of the certificate in upper-case hex, as base64 of that text. */
  readonly customKeyIdentifier: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly key: string | null;
}

export const PASSWORD_CREDENTIAL: z.ZodType<PasswordCredentialJson> = named(
  'PasswordCredential',
  z.object({
    keyId: z.string(),
    displayName: z.string().nullable(),
    hint: z.string(),
    startDateTime: TIME.nullable(),
    endDateTime: TIME,
    secretText: z.string().nullable(),
    customKeyIdentifier: z.null(),
  }),
);

export const KEY_CREDENTIAL: z.ZodType<KeyCredentialJson> = named(
  'KeyCredential',
  z.object({
    keyId: z.string(),
    displayName: z.string(),
    type: z.literal('AsymmetricX509Cert'),
    usage: z.literal('Verify'),
    customKeyIdentifier: BINARY,
    startDateTime: TIME,
    endDateTime: TIME,
    key: BINARY.nullable(),
  }),
);

/** The body of `…/addPassword`. */
export interface AddPassword {
  readonly passwordCredential?:
    | {
        readonly displayName?: string | null | undefined;
        readonly startDateTime?: string | null | undefined;
        readonly endDateTime?: string | null | undefined;
      }
    | null
    | undefined;
}

const TYPE = z.string().optional();
const WHEN = z.iso.datetime({ offset: true }).nullish();

export const ADD_PASSWORD: z.ZodType<AddPassword> = named(
  'AddPassword',
  z.strictObject({
    passwordCredential: z
      .strictObject({
        '@odata.type': TYPE,
        displayName: NAME.nullish(),
        startDateTime: WHEN,
        endDateTime: WHEN,
      })
      .nullish(),
  }),
);

/** The body of `…/removePassword`. */
export interface RemovePassword {
  readonly keyId: string;
}

export const REMOVE_PASSWORD: z.ZodType<RemovePassword> = named(
  'RemovePassword',
  z.strictObject({ keyId: z.guid() }),
);

/** One of the list that replaces the list. Without `key` it is one that is there already, named by `keyId`. */
export interface KeyCredentialInput {
  readonly keyId?: string | null | undefined;
  readonly displayName?: string | null | undefined;
  readonly key?: string | null | undefined;
}

export const KEY_CREDENTIAL_INPUT: z.ZodType<KeyCredentialInput> = z.strictObject({
  '@odata.type': TYPE,
  keyId: z.guid().nullish(),
  displayName: NAME.nullish(),
  type: z.literal('AsymmetricX509Cert'),
  usage: z.literal('Verify'),
  key: BINARY.nullish(),
  // The certificate says these itself; clients send back what they read.
  customKeyIdentifier: BINARY.nullish(),
  startDateTime: WHEN,
  endDateTime: WHEN,
});
