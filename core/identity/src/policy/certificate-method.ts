/**
 * The x509CertificateAuthenticationMethodConfiguration of Microsoft Graph as a tenant stores it: who may sign
 * in by certificate, how a certificate leads to a user and what it is worth. Names are those of Graph.
 */
export interface CertificateMethod {
  readonly state: 'enabled' | 'disabled';
  readonly excludeTargets: readonly MethodTarget[];
  readonly includeTargets: readonly MethodTarget[];
  readonly certificateUserBindings: readonly UserBinding[];
  /** Null: single factor, low affinity, no rules. */
  readonly authenticationModeConfiguration: AuthenticationModeConfiguration | null;
  /** Null: as `disabled`. */
  readonly issuerHintsConfiguration: { readonly state: 'enabled' | 'disabled' } | null;
  readonly crlValidationConfiguration: {
    readonly state: 'enabled' | 'disabled';
    readonly exemptedCertificateAuthoritiesSubjectKeyIdentifiers: readonly string[];
  };
  readonly certificateAuthorityScopes: readonly CertificateAuthorityScope[];
}

/** A user or group by id; the group `all_users` is everybody. */
export interface MethodTarget {
  readonly id: string;
  readonly targetType: 'user' | 'group';
  readonly isRegistrationRequired?: boolean | undefined;
}

export const ALL_USERS = 'all_users';

export type AffinityLevel = 'low' | 'high';

export interface UserBinding {
  /** One of `CertificateField`; the schema of Graph has it as text. */
  readonly x509CertificateField: string;
  /** One of `BoundUserProperty`; the schema of Graph has it as text. */
  readonly userProperty: string;
  /** The lowest goes first. */
  readonly priority: number;
  readonly trustAffinityLevel?: AffinityLevel | null | undefined;
}

export type CertificateField =
  | 'PrincipalName'
  | 'RFC822Name'
  | 'IssuerAndSubject'
  | 'Subject'
  | 'SubjectKeyIdentifier'
  | 'SHA1PublicKey'
  | 'IssuerAndSerialNumber';

export type BoundUserProperty = 'userPrincipalName' | 'onPremisesUserPrincipalName' | 'certificateUserIds';

export type AuthenticationMode = 'x509CertificateSingleFactor' | 'x509CertificateMultiFactor';

export interface AuthenticationModeConfiguration {
  readonly x509CertificateAuthenticationDefaultMode: AuthenticationMode;
  readonly x509CertificateDefaultRequiredAffinityLevel?: AffinityLevel | null | undefined;
  readonly rules: readonly AuthenticationModeRule[];
}

export type RuleType = 'issuerSubject' | 'policyOID' | 'issuerSubjectAndPolicyOID';

export interface AuthenticationModeRule {
  readonly x509CertificateRuleType: RuleType;
  /** What older clients write: the issuer or the policy OID, as the type says. */
  readonly identifier?: string | null | undefined;
  readonly policyOidIdentifier?: string | null | undefined;
  readonly issuerSubjectIdentifier?: string | null | undefined;
  readonly x509CertificateAuthenticationMode: AuthenticationMode;
  readonly x509CertificateRequiredAffinityLevel?: AffinityLevel | null | undefined;
}

/** Who may sign in by certificates below one CA. */
export interface CertificateAuthorityScope {
  /** Hex. */
  readonly subjectKeyIdentifier: string;
  readonly publicKeyInfrastructureIdentifier?: string | null | undefined;
  readonly includeTargets: readonly MethodTarget[];
}

/** What holds where nothing was set: enabled for all, PrincipalName and then RFC822Name, single factor. */
export const DEFAULT_CERTIFICATE_METHOD: CertificateMethod = {
  state: 'enabled',
  excludeTargets: [],
  includeTargets: [{ id: ALL_USERS, targetType: 'group', isRegistrationRequired: false }],
  certificateUserBindings: [
    {
      x509CertificateField: 'PrincipalName',
      userProperty: 'userPrincipalName',
      priority: 1,
      trustAffinityLevel: 'low',
    },
    {
      x509CertificateField: 'RFC822Name',
      userProperty: 'userPrincipalName',
      priority: 2,
      trustAffinityLevel: 'low',
    },
  ],
  authenticationModeConfiguration: {
    x509CertificateAuthenticationDefaultMode: 'x509CertificateSingleFactor',
    x509CertificateDefaultRequiredAffinityLevel: 'low',
    rules: [],
  },
  issuerHintsConfiguration: { state: 'enabled' },
  crlValidationConfiguration: {
    state: 'disabled',
    exemptedCertificateAuthoritiesSubjectKeyIdentifiers: [],
  },
  certificateAuthorityScopes: [],
};

/**
 * What Microsoft documents of each field: how far it ties a certificate to one user, and which properties of
 * a user it may be compared with.
 */
export const CERTIFICATE_FIELDS: Readonly<
  Record<
    CertificateField,
    { readonly affinity: AffinityLevel; readonly userProperties: readonly BoundUserProperty[] }
  >
> = {
  PrincipalName: {
    affinity: 'low',
    userProperties: ['userPrincipalName', 'onPremisesUserPrincipalName', 'certificateUserIds'],
  },
  RFC822Name: {
    affinity: 'low',
    userProperties: ['userPrincipalName', 'onPremisesUserPrincipalName', 'certificateUserIds'],
  },
  IssuerAndSubject: { affinity: 'low', userProperties: ['certificateUserIds'] },
  Subject: { affinity: 'low', userProperties: ['certificateUserIds'] },
  SubjectKeyIdentifier: { affinity: 'high', userProperties: ['certificateUserIds'] },
  SHA1PublicKey: { affinity: 'high', userProperties: ['certificateUserIds'] },
  IssuerAndSerialNumber: { affinity: 'high', userProperties: ['certificateUserIds'] },
};

/** Whether a user binding may name the field, letter for letter as Microsoft Graph spells it. */
export function isCertificateField(text: string): text is CertificateField {
  return Object.hasOwn(CERTIFICATE_FIELDS, text);
}
