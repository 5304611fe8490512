// Generated from docs/api/openapi.json: npm run generate -w apps/admin

/** What the documents of the API hold, by name. */
export interface Schemas {
  CertificateAuthority: {
    readonly isRootAuthority: boolean;
    readonly certificateRevocationListUrl: string | null;
    readonly deltaCertificateRevocationListUrl: string | null;
    readonly certificate: string;
    readonly issuer: string;
    readonly issuerSki: string;
  };
  CertificateBasedAuthConfiguration: {
    readonly id: string;
    readonly certificateAuthorities: readonly Schemas['CertificateAuthority'][];
  };
  CertificateBasedAuthConfigurationCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['CertificateBasedAuthConfiguration'][];
  };
  NewCertificateBasedAuthConfiguration: {
    readonly '@odata.type'?: string;
    readonly id?: string;
    readonly certificateAuthorities: readonly {
      readonly '@odata.type'?: string;
      readonly certificate: string;
      readonly isRootAuthority: boolean;
      readonly certificateRevocationListUrl?: string | null;
      readonly deltaCertificateRevocationListUrl?: string | null;
      readonly issuer?: string | null;
      readonly issuerSki?: string | null;
    }[];
  };
  SignetCrlState: {
    readonly part: 'base' | 'delta';
    readonly url: string;
    readonly state: 'valid' | 'expired' | 'absent';
    readonly crlNumber: string | null;
    readonly baseCrlNumber: string | null;
    readonly thisUpdate: string | null;
    readonly nextUpdate: string | null;
    readonly nextPublish: string | null;
    readonly entries: number | null;
    readonly bytes: number | null;
    readonly downloadedDateTime: string | null;
    readonly nextRefreshDateTime: string | null;
    readonly lastError: { readonly code: string; readonly reason: string; readonly dateTime: string } | null;
  };
  SignetCertificateAuthority: {
    readonly isRootAuthority: boolean;
    readonly certificateRevocationListUrl: string | null;
    readonly deltaCertificateRevocationListUrl: string | null;
    readonly certificate: string;
    readonly issuer: string;
    readonly issuerSki: string;
    readonly id: string;
    readonly serialNumber: string;
    readonly certificateIssuer: string;
    readonly notBefore: string;
    readonly notAfter: string;
    readonly createdDateTime: string;
    readonly certificateRevocationLists: readonly Schemas['SignetCrlState'][];
  };
  SignetCertificateAuthorityCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['SignetCertificateAuthority'][];
  };
  User: {
    readonly id?: string;
    readonly userPrincipalName?: string;
    readonly displayName?: string;
    readonly mail?: string | null;
    readonly businessPhones?: readonly string[];
    readonly givenName?: string | null;
    readonly jobTitle?: string | null;
    readonly mobilePhone?: string | null;
    readonly officeLocation?: string | null;
    readonly preferredLanguage?: string | null;
    readonly surname?: string | null;
    readonly accountEnabled?: boolean;
    readonly authorizationInfo?: { readonly certificateUserIds: readonly string[] };
    readonly createdDateTime?: string;
    readonly onPremisesImmutableId?: string | null;
    readonly proxyAddresses?: readonly string[];
    readonly signInSessionsValidFromDateTime?: string | null;
    readonly signetRoles?: readonly string[];
  };
  UserCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['User'][];
  };
  NewUser: {
    readonly '@odata.type'?: string;
    readonly accountEnabled: boolean;
    readonly displayName: string;
    readonly userPrincipalName: string;
    readonly mail?: string | null;
    readonly onPremisesImmutableId?: string | null;
    readonly authorizationInfo?: {
      readonly '@odata.type'?: string;
      readonly certificateUserIds: readonly string[];
    } | null;
  };
  UserChanges: {
    readonly '@odata.type'?: string;
    readonly accountEnabled?: boolean;
    readonly displayName?: string;
    readonly userPrincipalName?: string;
    readonly mail?: string | null;
    readonly onPremisesImmutableId?: string | null;
    readonly authorizationInfo?: {
      readonly '@odata.type'?: string;
      readonly certificateUserIds: readonly string[];
    } | null;
    readonly signInSessionsValidFromDateTime?: string;
  };
  SignetCheck: {
    readonly check: string;
    readonly rule: string;
    readonly object: string;
    readonly result: 'pass' | 'fail' | 'skipped';
    readonly detail: string;
    readonly facts?: Readonly<Record<string, string | number | boolean>>;
  };
  SignIn: {
    readonly id: string;
    readonly createdDateTime: string;
    readonly userDisplayName: string | null;
    readonly userPrincipalName: string | null;
    readonly userId: string | null;
    readonly appId: string | null;
    readonly appDisplayName: string | null;
    readonly ipAddress: string | null;
    readonly clientAppUsed: string;
    readonly userAgent: string | null;
    readonly correlationId: string | null;
    readonly conditionalAccessStatus: 'notApplied';
    readonly isInteractive: boolean;
    readonly homeTenantId: string | null;
    readonly resourceTenantId: string | null;
    readonly status: {
      readonly errorCode: number;
      readonly failureReason: string;
      readonly additionalDetails: string | null;
    };
    readonly authenticationProcessingDetails?: readonly { readonly key: string; readonly value: string }[];
    readonly authenticationDetails?: readonly {
      readonly authenticationMethod: string;
      readonly authenticationMethodDetail: string | null;
      readonly authenticationStepDateTime: string;
      readonly authenticationStepResultDetail: string;
      readonly succeeded: boolean;
    }[];
    readonly signInEventTypes?: readonly string[];
    readonly signetEvidence?: {
      readonly code: string;
      readonly face: string;
      readonly remedy: string | null;
      readonly certificate: {
        readonly subject: string;
        readonly issuer: string;
        readonly serialNumber: string;
      } | null;
      readonly checks: readonly Schemas['SignetCheck'][];
    };
  };
  SignInCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['SignIn'][];
  };
  DirectoryAudit: {
    readonly id: string;
    readonly activityDateTime: string;
    readonly activityDisplayName: string;
    readonly category: string;
    readonly loggedByService: string;
    readonly operationType: string;
    readonly correlationId: string | null;
    readonly result: 'success' | 'failure';
    readonly resultReason: string;
    readonly initiatedBy: {
      readonly user: {
        readonly id: string;
        readonly displayName: string | null;
        readonly userPrincipalName: string;
        readonly ipAddress: string | null;
      } | null;
      readonly app: { readonly appId: string; readonly displayName: string | null } | null;
    };
    readonly targetResources: readonly {
      readonly id: string | null;
      readonly displayName: string | null;
      readonly type: string;
    }[];
    readonly additionalDetails: readonly { readonly key: string; readonly value: string }[];
  };
  DirectoryAuditCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['DirectoryAudit'][];
  };
  Organization: {
    readonly id: string;
    readonly displayName: string;
    readonly createdDateTime: string;
    readonly verifiedDomains: readonly {
      readonly name: string;
      readonly type: 'Managed' | 'Federated';
      readonly isDefault: boolean;
      readonly isInitial: boolean;
    }[];
  };
  OrganizationCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['Organization'][];
  };
  Domain: {
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
  };
  DomainCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['Domain'][];
  };
  InternalDomainFederation: {
    readonly '@odata.type': '#microsoft.graph.internalDomainFederation';
    readonly id: string;
    readonly displayName: string;
    readonly issuerUri: string;
    readonly passiveSignInUri: string;
    readonly activeSignInUri: string | null;
    readonly signOutUri: string | null;
    readonly metadataExchangeUri: string | null;
    readonly passwordResetUri: null;
    readonly preferredAuthenticationProtocol: 'wsFed';
    readonly promptLoginBehavior: 'translateToFreshPasswordAuthentication' | 'nativeSupport' | 'disabled';
    readonly federatedIdpMfaBehavior: 'acceptIfMfaDoneByFederatedIdp';
    readonly isSignedAuthenticationRequestRequired: boolean;
    readonly signingCertificate: string;
    readonly nextSigningCertificate: string | null;
  };
  InternalDomainFederationCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['InternalDomainFederation'][];
  };
  InternalDomainFederationChanges: {
    readonly '@odata.type'?: string;
    readonly displayName?: string;
    readonly issuerUri?: string;
    readonly passiveSignInUri?: string;
    readonly activeSignInUri?: string | null;
    readonly signOutUri?: string | null;
    readonly metadataExchangeUri?: string | null;
    readonly signingCertificate?: string;
    readonly nextSigningCertificate?: string | null;
    readonly promptLoginBehavior?:
      | 'translateToFreshPasswordAuthentication'
      | 'nativeSupport'
      | 'disabled'
      | null;
    readonly preferredAuthenticationProtocol?: 'wsFed' | null;
    readonly federatedIdpMfaBehavior?: 'acceptIfMfaDoneByFederatedIdp' | null;
    readonly isSignedAuthenticationRequestRequired?: false | null;
  };
  NewInternalDomainFederation: {
    readonly '@odata.type'?: string;
    readonly displayName?: string;
    readonly issuerUri: string;
    readonly passiveSignInUri: string;
    readonly activeSignInUri?: string | null;
    readonly signOutUri?: string | null;
    readonly metadataExchangeUri?: string | null;
    readonly signingCertificate: string;
    readonly nextSigningCertificate?: string | null;
    readonly promptLoginBehavior?:
      | 'translateToFreshPasswordAuthentication'
      | 'nativeSupport'
      | 'disabled'
      | null;
    readonly preferredAuthenticationProtocol?: 'wsFed' | null;
    readonly federatedIdpMfaBehavior?: 'acceptIfMfaDoneByFederatedIdp' | null;
    readonly isSignedAuthenticationRequestRequired?: false | null;
  };
}

/** Every operation: what goes into its address and body, and what a good answer holds. */
export interface Operations {
  'GET /v1.0/organization/{organizationId}': {
    path: { readonly organizationId: string };
    query: unknown;
    body: undefined;
    answer: Schemas['Organization'];
  };
  'GET /v1.0/organization/{organizationId}/certificateBasedAuthConfiguration': {
    path: { readonly organizationId: string };
    query: unknown;
    body: undefined;
    answer: Schemas['CertificateBasedAuthConfigurationCollection'];
  };
  'POST /v1.0/organization/{organizationId}/certificateBasedAuthConfiguration': {
    path: { readonly organizationId: string };
    query: unknown;
    body: Schemas['NewCertificateBasedAuthConfiguration'];
    answer: Schemas['CertificateBasedAuthConfiguration'];
  };
  'DELETE /v1.0/organization/{organizationId}/certificateBasedAuthConfiguration/{configurationId}': {
    path: { readonly organizationId: string; readonly configurationId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /beta/organization/{organizationId}/signet/certificateAuthorities': {
    path: { readonly organizationId: string };
    query: unknown;
    body: undefined;
    answer: Schemas['SignetCertificateAuthorityCollection'];
  };
  'POST /beta/organization/{organizationId}/signet/certificateAuthorities/{certificateAuthorityId}/refreshCrl': {
    path: { readonly organizationId: string; readonly certificateAuthorityId: string };
    query: unknown;
    body: undefined;
    answer: Schemas['SignetCertificateAuthority'];
  };
  'GET /v1.0/users': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $top?: string;
      readonly $filter?: string;
      readonly $count?: string;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['UserCollection'];
  };
  'GET /v1.0/users/{userId}': {
    path: { readonly userId: string };
    query: {
      readonly $select?: string;
      readonly $top?: string;
      readonly $filter?: string;
      readonly $count?: string;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['User'];
  };
  'POST /v1.0/users/{userId}/revokeSignInSessions': {
    path: { readonly userId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /v1.0/auditLogs/signIns': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $top?: string;
      readonly $filter?: string;
      readonly $count?: string;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['SignInCollection'];
  };
  'GET /beta/auditLogs/signIns': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $top?: string;
      readonly $filter?: string;
      readonly $count?: string;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['SignInCollection'];
  };
  'GET /beta/auditLogs/signIns/{signInId}': {
    path: { readonly signInId: string };
    query: unknown;
    body: undefined;
    answer: Schemas['SignIn'];
  };
}
