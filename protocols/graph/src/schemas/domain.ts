import { FEDERATED_IDP_MFA_BEHAVIORS, type FederatedIdpMfaBehavior } from '@signet/identity';
import { z } from 'zod';
import { BINARY, type Collection, collectionOf, named } from './named.ts';
import { IDENTIFIER, NAME } from './text.ts';

export interface DomainJson {
  /** The name. */
  readonly id: string;
  readonly authenticationType: 'Managed' | 'Federated';
  readonly availabilityStatus: null;
  readonly isAdminManaged: boolean;
  readonly isDefault: boolean;
  readonly isInitial: boolean;
  readonly isRoot: boolean;
  readonly isVerified: boolean;
  readonly passwordNotificationWindowInDays: number;
  readonly passwordValidityPeriodInDays: number;
  readonly supportedServices: readonly string[];
}

export const DOMAIN: z.ZodType<DomainJson> = named(
  'Domain',
  z.object({
    id: z.string(),
    authenticationType: z.enum(['Managed', 'Federated']),
    availabilityStatus: z.null(),
    isAdminManaged: z.boolean(),
    isDefault: z.boolean(),
    isInitial: z.boolean(),
    isRoot: z.boolean(),
    isVerified: z.boolean(),
    passwordNotificationWindowInDays: z.int(),
    passwordValidityPeriodInDays: z.int(),
    supportedServices: z.array(z.string()).readonly(),
  }),
);

export const DOMAINS: z.ZodType<Collection<DomainJson>> = collectionOf('DomainCollection', DOMAIN);

type PromptLoginBehavior = 'translateToFreshPasswordAuthentication' | 'nativeSupport' | 'disabled';

/** internalDomainFederation (Microsoft Graph). */
export interface FederationJson {
  readonly '@odata.type': '#microsoft.graph.internalDomainFederation';
  readonly id: string;
  readonly displayName: string;
  readonly issuerUri: string;
  readonly passiveSignInUri: string;
  readonly activeSignInUri: string | null;
  readonly signOutUri: string | null;
  readonly metadataExchangeUri: string | null;
  readonly passwordResetUri: null;
  readonly preferredAuthenticationProtocol: 'wsFed' | 'saml';
  readonly promptLoginBehavior: PromptLoginBehavior;
  readonly federatedIdpMfaBehavior: FederatedIdpMfaBehavior;
  readonly isSignedAuthenticationRequestRequired: boolean;
  readonly signingCertificate: string;
  readonly nextSigningCertificate: string | null;
  /** What came of the newest automatic look for a new signing certificate; `null` before the first. */
  readonly signingCertificateUpdateStatus: {
    readonly certificateUpdateResult: string;
    readonly lastRunDateTime: string;
  } | null;
}

const PROMPT_LOGIN_BEHAVIOR = z.enum(['translateToFreshPasswordAuthentication', 'nativeSupport', 'disabled']);

export const FEDERATION: z.ZodType<FederationJson> = named(
  'InternalDomainFederation',
  z.object({
    '@odata.type': z.literal('#microsoft.graph.internalDomainFederation'),
    id: z.string(),
    displayName: z.string(),
    issuerUri: z.string(),
    passiveSignInUri: z.string(),
    activeSignInUri: z.string().nullable(),
    signOutUri: z.string().nullable(),
    metadataExchangeUri: z.string().nullable(),
    passwordResetUri: z.null(),
    preferredAuthenticationProtocol: z.enum(['wsFed', 'saml']),
    promptLoginBehavior: PROMPT_LOGIN_BEHAVIOR,
    federatedIdpMfaBehavior: z.enum(FEDERATED_IDP_MFA_BEHAVIORS),
    isSignedAuthenticationRequestRequired: z.boolean(),
    signingCertificate: BINARY,
    nextSigningCertificate: BINARY.nullable(),
    signingCertificateUpdateStatus: z
      .object({ certificateUpdateResult: z.string(), lastRunDateTime: z.string() })
      .nullable(),
  }),
);

export const FEDERATIONS: z.ZodType<Collection<FederationJson>> = collectionOf(
  'InternalDomainFederationCollection',
  FEDERATION,
);

export interface FederationInput {
  readonly displayName?: string | undefined;
  readonly issuerUri?: string | undefined;
  readonly passiveSignInUri?: string | undefined;
  readonly activeSignInUri?: string | null | undefined;
  readonly signOutUri?: string | null | undefined;
  readonly metadataExchangeUri?: string | null | undefined;
  readonly signingCertificate?: string | undefined;
  readonly nextSigningCertificate?: string | null | undefined;
  readonly promptLoginBehavior?: PromptLoginBehavior | null | undefined;
  readonly preferredAuthenticationProtocol?: 'wsFed' | 'saml' | null | undefined;
  readonly federatedIdpMfaBehavior?: FederatedIdpMfaBehavior | null | undefined;
  readonly isSignedAuthenticationRequestRequired?: boolean | null | undefined;
}

export interface NewFederation extends FederationInput {
  readonly issuerUri: string;
  readonly passiveSignInUri: string;
  readonly signingCertificate: string;
}

const ADDRESS = z.url({ protocol: /^https?$/ }).max(2048);

const FEDERATION_INPUT = {
  '@odata.type': z.string().optional(),
  displayName: NAME.optional(),
  issuerUri: IDENTIFIER.optional(),
  passiveSignInUri: ADDRESS.optional(),
  activeSignInUri: ADDRESS.nullish(),
  signOutUri: ADDRESS.nullish(),
  metadataExchangeUri: ADDRESS.nullish(),
  signingCertificate: BINARY.optional(),
  nextSigningCertificate: BINARY.nullish(),
  promptLoginBehavior: PROMPT_LOGIN_BEHAVIOR.nullish(),
  preferredAuthenticationProtocol: z.enum(['wsFed', 'saml']).nullish(),
  federatedIdpMfaBehavior: z.enum(FEDERATED_IDP_MFA_BEHAVIORS).nullish(),
  isSignedAuthenticationRequestRequired: z.boolean().nullish(),
};

export const FEDERATION_CHANGES: z.ZodType<FederationInput> = named(
  'InternalDomainFederationChanges',
  z.strictObject(FEDERATION_INPUT),
);

export const NEW_FEDERATION: z.ZodType<NewFederation> = named(
  'NewInternalDomainFederation',
  z.strictObject({
    ...FEDERATION_INPUT,
    issuerUri: IDENTIFIER,
    passiveSignInUri: ADDRESS,
    signingCertificate: BINARY,
  }),
);
