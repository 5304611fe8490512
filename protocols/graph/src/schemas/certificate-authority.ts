import { z } from 'zod';
import { BINARY, type Collection, collectionOf, named, TIME } from './named.ts';

/** The complex type certificateAuthority (Microsoft Graph). */
export interface CertificateAuthorityJson {
  readonly isRootAuthority: boolean;
  readonly certificateRevocationListUrl: string | null;
  readonly deltaCertificateRevocationListUrl: string | null;
  readonly certificate: string;
  /** The certificate's subject, leaf first. */
  readonly issuer: string;
  /** The certificate's own subject key identifier, upper-case hex. */
  readonly issuerSki: string;
}

const AUTHORITY = {
  isRootAuthority: z.boolean(),
  certificateRevocationListUrl: z.string().nullable(),
  deltaCertificateRevocationListUrl: z.string().nullable(),
  certificate: BINARY,
  issuer: z.string(),
  issuerSki: z.string(),
};

export interface ConfigurationJson {
  readonly id: string;
  readonly certificateAuthorities: readonly CertificateAuthorityJson[];
}

export const CONFIGURATION: z.ZodType<ConfigurationJson> = named(
  'CertificateBasedAuthConfiguration',
  z.object({
    id: z.string(),
    certificateAuthorities: z
      .array(named<CertificateAuthorityJson>('CertificateAuthority', z.object(AUTHORITY)))
      .readonly(),
  }),
);

export const CONFIGURATIONS: z.ZodType<Collection<ConfigurationJson>> = collectionOf(
  'CertificateBasedAuthConfigurationCollection',
  CONFIGURATION,
);

/** What a client sends of a CA; what the service computes is taken and passed over. */
export interface NewCertificateAuthority {
  readonly certificate: string;
  readonly isRootAuthority: boolean;
  readonly certificateRevocationListUrl?: string | null | undefined;
  readonly deltaCertificateRevocationListUrl?: string | null | undefined;
}

export interface NewConfiguration {
  readonly certificateAuthorities: readonly NewCertificateAuthority[];
}

/** More CAs than this is an attack on memory; Entra's own store holds 250. */
const MAX_AUTHORITIES = 250;
/** Servers refuse longer addresses as a rule. */
const MAX_URL = 2048;

const URL_INPUT = z.string().max(MAX_URL).nullish();

export const NEW_CONFIGURATION: z.ZodType<NewConfiguration> = named(
  'NewCertificateBasedAuthConfiguration',
  z.strictObject({
    '@odata.type': z.string().optional(),
    id: z.string().optional(),
    certificateAuthorities: z
      .array(
        z.strictObject({
          '@odata.type': z.string().optional(),
          certificate: BINARY,
          isRootAuthority: z.boolean(),
          certificateRevocationListUrl: URL_INPUT,
          deltaCertificateRevocationListUrl: URL_INPUT,
          issuer: z.string().nullish(),
          issuerSki: z.string().nullish(),
        }),
      )
      .max(MAX_AUTHORITIES)
      .readonly(),
  }),
);

/** Ours: what is held for one CRL URL of a CA. */
export interface CrlStateJson {
  readonly part: 'base' | 'delta';
  readonly url: string;
  readonly state: 'valid' | 'expired' | 'absent';
  /** Decimal. */
  readonly crlNumber: string | null;
  readonly baseCrlNumber: string | null;
  readonly thisUpdate: string | null;
  readonly nextUpdate: string | null;
  readonly nextPublish: string | null;
  readonly entries: number | null;
  readonly bytes: number | null;
  readonly downloadedDateTime: string | null;
  readonly nextRefreshDateTime: string | null;
  readonly lastError: {
    /** A sign-in code: `crl-unreachable`, `crl-expired`, … */
    readonly code: string;
    readonly reason: string;
    readonly dateTime: string;
  } | null;
}

const CRL_STATE: z.ZodType<CrlStateJson> = named(
  'SignetCrlState',
  z.object({
    part: z.enum(['base', 'delta']),
    url: z.string(),
    state: z.enum(['valid', 'expired', 'absent']),
    crlNumber: z.string().nullable(),
    baseCrlNumber: z.string().nullable(),
    thisUpdate: TIME.nullable(),
    nextUpdate: TIME.nullable(),
    nextPublish: TIME.nullable(),
    entries: z.int().nullable(),
    bytes: z.int().nullable(),
    downloadedDateTime: TIME.nullable(),
    nextRefreshDateTime: TIME.nullable(),
    lastError: z.object({ code: z.string(), reason: z.string(), dateTime: TIME }).nullable(),
  }),
);

/** Ours: a CA with what the administrator wants to see beside it. */
export interface AuthorityStateJson extends CertificateAuthorityJson {
  readonly id: string;
  readonly serialNumber: string;
  readonly certificateIssuer: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly createdDateTime: string;
  /** Of the PKI store; null in the flat list. */
  readonly publicKeyInfrastructureId: string | null;
  readonly certificateRevocationLists: readonly CrlStateJson[];
}

export const AUTHORITY_STATE: z.ZodType<AuthorityStateJson> = named(
  'SignetCertificateAuthority',
  z.object({
    ...AUTHORITY,
    id: z.string(),
    serialNumber: z.string(),
    certificateIssuer: z.string(),
    notBefore: TIME,
    notAfter: TIME,
    createdDateTime: TIME,
    publicKeyInfrastructureId: z.string().nullable(),
    certificateRevocationLists: z.array(CRL_STATE).readonly(),
  }),
);

export const AUTHORITY_STATES: z.ZodType<Collection<AuthorityStateJson>> = collectionOf(
  'SignetCertificateAuthorityCollection',
  AUTHORITY_STATE,
);
