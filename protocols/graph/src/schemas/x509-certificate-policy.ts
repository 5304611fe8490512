import type { CertificateMethod } from '@signet/identity';
import { z } from 'zod';
import { named } from './named.ts';

/** x509CertificateAuthenticationMethodConfiguration (Microsoft Graph). */
export interface X509CertificatePolicyJson extends CertificateMethod {
  readonly '@odata.type': typeof X509_POLICY_TYPE;
  readonly id: 'X509Certificate';
}

export const X509_POLICY_TYPE = '#microsoft.graph.x509CertificateAuthenticationMethodConfiguration';

const TYPE = z.string().optional();
const WORD = z.string().min(1).max(1024);
const STATE = z.enum(['enabled', 'disabled']);
const LEVEL = z.enum(['low', 'high']).nullish();
const MODE = z.enum(['x509CertificateSingleFactor', 'x509CertificateMultiFactor']);
/** More entries than this in one list is an attack on memory. */
const MAX_LIST = 500;

function listOf<Item>(item: z.ZodType<Item>): z.ZodType<readonly Item[]> {
  return z.array(item).max(MAX_LIST).readonly();
}

const TARGET = z.strictObject({
  '@odata.type': TYPE,
  id: WORD,
  targetType: z.enum(['user', 'group']),
  isRegistrationRequired: z.boolean().optional(),
});

const USER_BINDING = z.strictObject({
  '@odata.type': TYPE,
  x509CertificateField: WORD,
  userProperty: WORD,
  priority: z.int32(),
  trustAffinityLevel: LEVEL,
});

const RULE = z.strictObject({
  '@odata.type': TYPE,
  x509CertificateRuleType: z.enum(['issuerSubject', 'policyOID', 'issuerSubjectAndPolicyOID']),
  identifier: WORD.nullish(),
  policyOidIdentifier: WORD.nullish(),
  issuerSubjectIdentifier: WORD.nullish(),
  x509CertificateAuthenticationMode: MODE,
  x509CertificateRequiredAffinityLevel: LEVEL,
});

const SCOPE = z.strictObject({
  '@odata.type': TYPE,
  subjectKeyIdentifier: WORD,
  publicKeyInfrastructureIdentifier: WORD.nullish(),
  includeTargets: listOf(TARGET),
});

const CONTENT = {
  state: STATE,
  excludeTargets: listOf(TARGET),
  includeTargets: listOf(TARGET),
  certificateUserBindings: listOf(USER_BINDING),
  authenticationModeConfiguration: z
    .strictObject({
      '@odata.type': TYPE,
      x509CertificateAuthenticationDefaultMode: MODE,
      x509CertificateDefaultRequiredAffinityLevel: LEVEL,
      rules: listOf(RULE),
    })
    .nullable(),
  issuerHintsConfiguration: z.strictObject({ '@odata.type': TYPE, state: STATE }).nullable(),
  crlValidationConfiguration: z.strictObject({
    '@odata.type': TYPE,
    state: STATE,
    exemptedCertificateAuthoritiesSubjectKeyIdentifiers: listOf(WORD),
  }),
  certificateAuthorityScopes: listOf(SCOPE),
};

export const X509_POLICY: z.ZodType<X509CertificatePolicyJson> = named(
  'X509CertificateAuthenticationMethodConfiguration',
  z.strictObject({
    '@odata.type': z.literal(X509_POLICY_TYPE),
    id: z.literal('X509Certificate'),
    ...CONTENT,
  }),
);

/** PATCH: whatever is left out stays. */
export type X509CertificatePolicyChanges = {
  readonly [Key in keyof Omit<X509CertificatePolicyJson, '@odata.type' | 'id'>]?:
    | X509CertificatePolicyJson[Key]
    | undefined;
};

export const X509_POLICY_CHANGES: z.ZodType<X509CertificatePolicyChanges> = named(
  'X509CertificateAuthenticationMethodConfigurationChanges',
  z.strictObject({
    '@odata.type': z.literal(X509_POLICY_TYPE),
    id: z.literal('X509Certificate').optional(),
    ...z.object(CONTENT).partial().shape,
  }),
);
