import { z } from 'zod';
import { BINARY, type Collection, collectionOf, named, TIME } from './named.ts';
import { NAME } from './text.ts';

/** certificateBasedAuthPki (Microsoft Graph). */
export interface PkiJson {
  readonly id: string;
  readonly deletedDateTime: string | null;
  readonly displayName: string;
  readonly lastModifiedDateTime: string;
  /** `succeeded`, …; null before the first upload. */
  readonly status: string | null;
  readonly statusDetails: string | null;
}

/** certificateAuthorityDetail (Microsoft Graph). */
export interface AuthorityDetailJson {
  readonly id: string;
  readonly deletedDateTime: string | null;
  readonly certificate: string;
  readonly certificateAuthorityType: 'root' | 'intermediate';
  readonly certificateRevocationListUrl: string | null;
  readonly deltaCertificateRevocationListUrl: string | null;
  readonly createdDateTime: string;
  readonly displayName: string | null;
  readonly expirationDateTime: string;
  readonly isIssuerHintEnabled: boolean;
  readonly issuer: string;
  readonly issuerSubjectKeyIdentifier: string;
  readonly thumbprint: string;
}

export interface PkiInput {
  readonly displayName: string;
}

export interface NewAuthorityDetail {
  readonly certificate: string;
  readonly certificateAuthorityType: 'root' | 'intermediate';
  readonly certificateRevocationListUrl?: string | null | undefined;
  readonly deltaCertificateRevocationListUrl?: string | null | undefined;
  readonly displayName?: string | null | undefined;
  readonly isIssuerHintEnabled?: boolean | null | undefined;
}

/** Whatever is left out stays; another certificate is another authority. */
export type AuthorityDetailChanges = {
  readonly [Key in keyof Omit<NewAuthorityDetail, 'certificate'>]?: NewAuthorityDetail[Key] | undefined;
};

export const PKI: z.ZodType<PkiJson> = named(
  'CertificateBasedAuthPki',
  z.object({
    id: z.string(),
    deletedDateTime: TIME.nullable(),
    displayName: z.string(),
    lastModifiedDateTime: TIME,
    status: z.string().nullable(),
    statusDetails: z.string().nullable(),
  }),
);
export const PKIS: z.ZodType<Collection<PkiJson>> = collectionOf('CertificateBasedAuthPkiCollection', PKI);

const TYPE = z.enum(['root', 'intermediate']);

export const AUTHORITY_DETAIL: z.ZodType<AuthorityDetailJson> = named(
  'CertificateAuthorityDetail',
  z.object({
    id: z.string(),
    deletedDateTime: TIME.nullable(),
    certificate: BINARY,
    certificateAuthorityType: TYPE,
    certificateRevocationListUrl: z.string().nullable(),
    deltaCertificateRevocationListUrl: z.string().nullable(),
    createdDateTime: TIME,
    displayName: z.string().nullable(),
    expirationDateTime: TIME,
    isIssuerHintEnabled: z.boolean(),
    issuer: z.string(),
    issuerSubjectKeyIdentifier: z.string(),
    thumbprint: z.string(),
  }),
);
export const AUTHORITY_DETAILS: z.ZodType<Collection<AuthorityDetailJson>> = collectionOf(
  'CertificateAuthorityDetailCollection',
  AUTHORITY_DETAIL,
);

export const PKI_INPUT: z.ZodType<PkiInput> = named(
  'CertificateBasedAuthPkiInput',
  z.strictObject({ '@odata.type': z.string().optional(), displayName: NAME }),
);

/** The body of `…/upload`. */
export interface Upload {
  readonly uploadUrl: string;
  readonly sha256FileHash: string;
}

export const UPLOAD: z.ZodType<Upload> = named(
  'CertificateBasedAuthPkiUpload',
  z.strictObject({
    uploadUrl: z.string().max(2048),
    sha256FileHash: z.string().regex(/^[0-9a-f]{64}$/i, 'must be SHA-256 in hex'),
  }),
);

const URL_INPUT = z.string().max(2048).nullish();
const CHANGES = {
  '@odata.type': z.string().optional(),
  certificateRevocationListUrl: URL_INPUT,
  deltaCertificateRevocationListUrl: URL_INPUT,
  // The documentation's sample spells it so, the schema as above.
  deltacertificateRevocationListUrl: URL_INPUT,
  displayName: NAME.nullish(),
  isIssuerHintEnabled: z.boolean().nullish(),
};

export const NEW_AUTHORITY_DETAIL: z.ZodType<NewAuthorityDetail> = named(
  'NewCertificateAuthorityDetail',
  z.strictObject({ ...CHANGES, certificate: BINARY, certificateAuthorityType: TYPE }).transform(spelled),
);

export const AUTHORITY_DETAIL_CHANGES: z.ZodType<AuthorityDetailChanges> = named(
  'CertificateAuthorityDetailChanges',
  z.strictObject({ ...CHANGES, certificateAuthorityType: TYPE.optional() }).transform(spelled),
);

function spelled<Input extends { readonly deltacertificateRevocationListUrl?: string | null | undefined }>(
  input: Input,
): Omit<Input, 'deltacertificateRevocationListUrl'> {
  const { deltacertificateRevocationListUrl: other, ...rest } = input;
  return other === undefined ? rest : { ...rest, deltaCertificateRevocationListUrl: other };
}
