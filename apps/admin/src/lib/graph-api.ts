// Generated from docs/api/openapi.json: npm run generate -w apps/admin

/** What the documents of the API hold, by name. */
export interface Schemas {
  AddPassword: {
    readonly passwordCredential?: {
      readonly '@odata.type'?: string;
      readonly displayName?: string | null;
      readonly startDateTime?: string | null;
      readonly endDateTime?: string | null;
    } | null;
  };
  ApiApplication: {
    readonly requestedAccessTokenVersion: 1 | 2 | null;
    readonly oauth2PermissionScopes: readonly Schemas['PermissionScope'][];
  };
  AppRole: {
    readonly id: string;
    readonly value: string;
    readonly displayName: string;
    readonly description: string | null;
    readonly allowedMemberTypes: readonly ('User' | 'Application')[];
    readonly isEnabled: boolean;
    readonly origin: 'Application';
  };
  AppRoleAssignment: {
    readonly id: string;
    readonly deletedDateTime: string | null;
    readonly appRoleId: string;
    readonly createdDateTime: string;
    readonly principalDisplayName: string | null;
    readonly principalId: string;
    readonly principalType: 'User' | 'ServicePrincipal';
    readonly resourceDisplayName: string | null;
    readonly resourceId: string;
  };
  AppRoleAssignmentCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['AppRoleAssignment'][];
  };
  Application: {
    readonly id: string;
    readonly deletedDateTime: string | null;
    readonly appId: string;
    readonly createdDateTime: string;
    readonly displayName: string;
    readonly identifierUris: readonly string[];
    readonly signInAudience: 'AzureADMyOrg';
    readonly isFallbackPublicClient: null;
    readonly api: Schemas['ApiApplication'];
    readonly appRoles: readonly Schemas['AppRole'][];
    readonly requiredResourceAccess: readonly {
      readonly resourceAppId: string;
      readonly resourceAccess: readonly { readonly id: string; readonly type: 'Scope' }[];
    }[];
    readonly web: {
      readonly redirectUris: readonly string[];
      readonly homePageUrl: null;
      readonly logoutUrl: string | null;
      readonly implicitGrantSettings: {
        readonly enableAccessTokenIssuance: false;
        readonly enableIdTokenIssuance: boolean;
      };
    };
    readonly spa: { readonly redirectUris: readonly string[] };
    readonly publicClient: { readonly redirectUris: readonly string[] };
    readonly keyCredentials: readonly Schemas['KeyCredential'][];
    readonly passwordCredentials: readonly Schemas['PasswordCredential'][];
    readonly optionalClaims: Schemas['OptionalClaims'] | null;
    readonly groupMembershipClaims: 'None' | 'SecurityGroup' | 'DirectoryRole' | 'All' | null;
    readonly signetAccessTokenAlg: 'RS256' | 'ES256';
    readonly signetRequiresMultiFactor: boolean;
  };
  ApplicationChanges: {
    readonly '@odata.type'?: string;
    readonly identifierUris?: readonly string[];
    readonly signInAudience?: 'AzureADMyOrg';
    readonly isFallbackPublicClient?: boolean | null;
    readonly api?: {
      readonly '@odata.type'?: string;
      readonly oauth2PermissionScopes?: readonly {
        readonly '@odata.type'?: string;
        readonly id: string;
        readonly value: string;
        readonly type: 'User' | 'Admin';
        readonly isEnabled?: boolean;
        readonly adminConsentDisplayName?: string | null;
        readonly adminConsentDescription?: string | null;
        readonly userConsentDisplayName?: string | null;
        readonly userConsentDescription?: string | null;
        readonly origin?: string | null;
      }[];
      readonly requestedAccessTokenVersion?: 1 | 2 | null;
    };
    readonly appRoles?: readonly {
      readonly '@odata.type'?: string;
      readonly id: string;
      readonly value: string;
      readonly displayName: string;
      readonly description?: string | null;
      readonly allowedMemberTypes: readonly ('User' | 'Application')[];
      readonly isEnabled?: boolean;
      readonly origin?: string | null;
    }[];
    readonly requiredResourceAccess?: readonly {
      readonly '@odata.type'?: string;
      readonly resourceAppId: string;
      readonly resourceAccess: readonly {
        readonly '@odata.type'?: string;
        readonly id: string;
        readonly type: 'Scope';
      }[];
    }[];
    readonly web?: {
      readonly '@odata.type'?: string;
      readonly redirectUris?: readonly string[];
      readonly homePageUrl?: null;
      readonly logoutUrl?: string | null;
      readonly implicitGrantSettings?: {
        readonly '@odata.type'?: string;
        readonly enableAccessTokenIssuance?: false;
        readonly enableIdTokenIssuance?: boolean;
      } | null;
    };
    readonly spa?: { readonly '@odata.type'?: string; readonly redirectUris?: readonly string[] };
    readonly publicClient?: { readonly '@odata.type'?: string; readonly redirectUris?: readonly string[] };
    readonly keyCredentials?: readonly {
      readonly '@odata.type'?: string;
      readonly keyId?: string | null;
      readonly displayName?: string | null;
      readonly type: 'AsymmetricX509Cert';
      readonly usage: 'Verify';
      readonly key?: string | null;
      readonly customKeyIdentifier?: string | null;
      readonly startDateTime?: string | null;
      readonly endDateTime?: string | null;
    }[];
    readonly optionalClaims?: {
      readonly '@odata.type'?: string;
      readonly idToken?:
        | readonly {
            readonly '@odata.type'?: string;
            readonly name: string;
            readonly source?: string | null;
            readonly essential?: boolean;
            readonly additionalProperties?: readonly string[];
          }[]
        | null;
      readonly accessToken?:
        | readonly {
            readonly '@odata.type'?: string;
            readonly name: string;
            readonly source?: string | null;
            readonly essential?: boolean;
            readonly additionalProperties?: readonly string[];
          }[]
        | null;
      readonly saml2Token?: readonly string[] | null;
    } | null;
    readonly groupMembershipClaims?: 'None' | 'SecurityGroup' | 'DirectoryRole' | 'All' | null;
    readonly signetAccessTokenAlg?: 'RS256' | 'ES256';
    readonly signetRequiresMultiFactor?: boolean;
    readonly displayName?: string;
  };
  ApplicationCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['Application'][];
  };
  AuthenticationContextClassReference: {
    readonly id: string;
    readonly displayName: string;
    readonly description: string;
    readonly isAvailable: boolean;
  };
  AuthenticationContextClassReferenceChanges: {
    readonly '@odata.type'?: string;
    readonly id?: string;
    readonly displayName?: string;
    readonly description?: string;
    readonly isAvailable?: boolean;
  };
  AuthenticationContextClassReferenceCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['AuthenticationContextClassReference'][];
  };
  Boolean: { readonly '@odata.context': string; readonly value: boolean };
  CertificateAuthority: {
    readonly isRootAuthority: boolean;
    readonly certificateRevocationListUrl: string | null;
    readonly deltaCertificateRevocationListUrl: string | null;
    readonly certificate: string;
    readonly issuer: string;
    readonly issuerSki: string;
  };
  CertificateAuthorityDetail: {
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
  };
  CertificateAuthorityDetailChanges: {
    readonly '@odata.type'?: string;
    readonly certificateRevocationListUrl?: string | null;
    readonly deltaCertificateRevocationListUrl?: string | null;
    readonly deltacertificateRevocationListUrl?: string | null;
    readonly displayName?: string | null;
    readonly isIssuerHintEnabled?: boolean | null;
    readonly certificateAuthorityType?: 'root' | 'intermediate';
  };
  CertificateAuthorityDetailCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['CertificateAuthorityDetail'][];
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
  CertificateBasedAuthPki: {
    readonly id: string;
    readonly deletedDateTime: string | null;
    readonly displayName: string;
    readonly lastModifiedDateTime: string;
    readonly status: string | null;
    readonly statusDetails: string | null;
  };
  CertificateBasedAuthPkiCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['CertificateBasedAuthPki'][];
  };
  CertificateBasedAuthPkiInput: { readonly '@odata.type'?: string; readonly displayName: string };
  CertificateBasedAuthPkiUpload: { readonly uploadUrl: string; readonly sha256FileHash: string };
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
  DirectoryObject: {
    readonly '@odata.type': string;
    readonly id: string;
    readonly deletedDateTime: string | null;
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
  Group: {
    readonly id: string;
    readonly displayName: string;
    readonly description: string | null;
    readonly mailEnabled: boolean;
    readonly mailNickname: string | null;
    readonly securityEnabled: boolean;
    readonly groupTypes: readonly string[];
    readonly createdDateTime: string;
  };
  GroupCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['Group'][];
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
    readonly preferredAuthenticationProtocol: 'wsFed' | 'saml';
    readonly promptLoginBehavior: 'translateToFreshPasswordAuthentication' | 'nativeSupport' | 'disabled';
    readonly federatedIdpMfaBehavior:
      | 'acceptIfMfaDoneByFederatedIdp'
      | 'enforceMfaByFederatedIdp'
      | 'rejectMfaByFederatedIdp';
    readonly isSignedAuthenticationRequestRequired: boolean;
    readonly signingCertificate: string;
    readonly nextSigningCertificate: string | null;
    readonly signingCertificateUpdateStatus: {
      readonly certificateUpdateResult: string;
      readonly lastRunDateTime: string;
    } | null;
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
    readonly preferredAuthenticationProtocol?: 'wsFed' | 'saml' | null;
    readonly federatedIdpMfaBehavior?:
      | 'acceptIfMfaDoneByFederatedIdp'
      | 'enforceMfaByFederatedIdp'
      | 'rejectMfaByFederatedIdp'
      | null;
    readonly isSignedAuthenticationRequestRequired?: boolean | null;
  };
  InternalDomainFederationCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['InternalDomainFederation'][];
  };
  KeyCredential: {
    readonly keyId: string;
    readonly displayName: string;
    readonly type: 'AsymmetricX509Cert';
    readonly usage: 'Verify';
    readonly customKeyIdentifier: string;
    readonly startDateTime: string;
    readonly endDateTime: string;
    readonly key: string | null;
  };
  MemberObjectsRequest: { readonly securityEnabledOnly?: boolean };
  MemberReference: { readonly '@odata.id': string };
  NewAppRoleAssignment: {
    readonly '@odata.type'?: string;
    readonly principalId: string;
    readonly resourceId: string;
    readonly appRoleId: string;
  };
  NewApplication: {
    readonly '@odata.type'?: string;
    readonly identifierUris?: readonly string[];
    readonly signInAudience?: 'AzureADMyOrg';
    readonly isFallbackPublicClient?: boolean | null;
    readonly api?: {
      readonly '@odata.type'?: string;
      readonly oauth2PermissionScopes?: readonly {
        readonly '@odata.type'?: string;
        readonly id: string;
        readonly value: string;
        readonly type: 'User' | 'Admin';
        readonly isEnabled?: boolean;
        readonly adminConsentDisplayName?: string | null;
        readonly adminConsentDescription?: string | null;
        readonly userConsentDisplayName?: string | null;
        readonly userConsentDescription?: string | null;
        readonly origin?: string | null;
      }[];
      readonly requestedAccessTokenVersion?: 1 | 2 | null;
    };
    readonly appRoles?: readonly {
      readonly '@odata.type'?: string;
      readonly id: string;
      readonly value: string;
      readonly displayName: string;
      readonly description?: string | null;
      readonly allowedMemberTypes: readonly ('User' | 'Application')[];
      readonly isEnabled?: boolean;
      readonly origin?: string | null;
    }[];
    readonly requiredResourceAccess?: readonly {
      readonly '@odata.type'?: string;
      readonly resourceAppId: string;
      readonly resourceAccess: readonly {
        readonly '@odata.type'?: string;
        readonly id: string;
        readonly type: 'Scope';
      }[];
    }[];
    readonly web?: {
      readonly '@odata.type'?: string;
      readonly redirectUris?: readonly string[];
      readonly homePageUrl?: null;
      readonly logoutUrl?: string | null;
      readonly implicitGrantSettings?: {
        readonly '@odata.type'?: string;
        readonly enableAccessTokenIssuance?: false;
        readonly enableIdTokenIssuance?: boolean;
      } | null;
    };
    readonly spa?: { readonly '@odata.type'?: string; readonly redirectUris?: readonly string[] };
    readonly publicClient?: { readonly '@odata.type'?: string; readonly redirectUris?: readonly string[] };
    readonly keyCredentials?: readonly {
      readonly '@odata.type'?: string;
      readonly keyId?: string | null;
      readonly displayName?: string | null;
      readonly type: 'AsymmetricX509Cert';
      readonly usage: 'Verify';
      readonly key?: string | null;
      readonly customKeyIdentifier?: string | null;
      readonly startDateTime?: string | null;
      readonly endDateTime?: string | null;
    }[];
    readonly optionalClaims?: {
      readonly '@odata.type'?: string;
      readonly idToken?:
        | readonly {
            readonly '@odata.type'?: string;
            readonly name: string;
            readonly source?: string | null;
            readonly essential?: boolean;
            readonly additionalProperties?: readonly string[];
          }[]
        | null;
      readonly accessToken?:
        | readonly {
            readonly '@odata.type'?: string;
            readonly name: string;
            readonly source?: string | null;
            readonly essential?: boolean;
            readonly additionalProperties?: readonly string[];
          }[]
        | null;
      readonly saml2Token?: readonly string[] | null;
    } | null;
    readonly groupMembershipClaims?: 'None' | 'SecurityGroup' | 'DirectoryRole' | 'All' | null;
    readonly signetAccessTokenAlg?: 'RS256' | 'ES256';
    readonly signetRequiresMultiFactor?: boolean;
    readonly displayName: string;
  };
  NewAuthenticationContextClassReference: {
    readonly '@odata.type'?: string;
    readonly id: string;
    readonly displayName: string;
    readonly description?: string;
    readonly isAvailable?: boolean;
  };
  NewCertificateAuthorityDetail: {
    readonly '@odata.type'?: string;
    readonly certificateRevocationListUrl?: string | null;
    readonly deltaCertificateRevocationListUrl?: string | null;
    readonly deltacertificateRevocationListUrl?: string | null;
    readonly displayName?: string | null;
    readonly isIssuerHintEnabled?: boolean | null;
    readonly certificate: string;
    readonly certificateAuthorityType: 'root' | 'intermediate';
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
  NewGroup: {
    readonly '@odata.type'?: string;
    readonly displayName: string;
    readonly description?: string | null;
    readonly mailEnabled?: false;
    readonly mailNickname?: string | null;
    readonly securityEnabled?: true;
    readonly groupTypes?: readonly string[];
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
    readonly preferredAuthenticationProtocol?: 'wsFed' | 'saml' | null;
    readonly federatedIdpMfaBehavior?:
      | 'acceptIfMfaDoneByFederatedIdp'
      | 'enforceMfaByFederatedIdp'
      | 'rejectMfaByFederatedIdp'
      | null;
    readonly isSignedAuthenticationRequestRequired?: boolean | null;
  };
  NewOAuth2PermissionGrant: {
    readonly '@odata.type'?: string;
    readonly clientId: string;
    readonly consentType: 'AllPrincipals' | 'Principal';
    readonly principalId?: string | null;
    readonly resourceId: string;
    readonly scope: string;
    readonly startTime?: string | null;
    readonly expiryTime?: string | null;
  };
  NewServicePrincipal: {
    readonly '@odata.type'?: string;
    readonly appId: string;
    readonly accountEnabled?: true;
    readonly appRoleAssignmentRequired?: false;
  };
  NewUser: {
    readonly '@odata.type'?: string;
    readonly accountEnabled: boolean;
    readonly displayName: string;
    readonly givenName?: string | null;
    readonly surname?: string | null;
    readonly userPrincipalName: string;
    readonly mail?: string | null;
    readonly onPremisesImmutableId?: string | null;
    readonly authorizationInfo?: {
      readonly '@odata.type'?: string;
      readonly certificateUserIds: readonly string[];
    } | null;
  };
  OAuth2PermissionGrant: {
    readonly id: string;
    readonly clientId: string;
    readonly consentType: 'AllPrincipals' | 'Principal';
    readonly principalId: string | null;
    readonly resourceId: string;
    readonly scope: string;
  };
  OAuth2PermissionGrantChanges: { readonly '@odata.type'?: string; readonly scope: string };
  OAuth2PermissionGrants: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['OAuth2PermissionGrant'][];
  };
  OptionalClaims: {
    readonly idToken: readonly {
      readonly name: string;
      readonly source: null;
      readonly essential: boolean;
      readonly additionalProperties: readonly string[];
    }[];
    readonly accessToken: readonly {
      readonly name: string;
      readonly source: null;
      readonly essential: boolean;
      readonly additionalProperties: readonly string[];
    }[];
    readonly saml2Token: readonly {
      readonly name: string;
      readonly source: null;
      readonly essential: boolean;
      readonly additionalProperties: readonly string[];
    }[];
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
  PasswordCredential: {
    readonly keyId: string;
    readonly displayName: string | null;
    readonly hint: string;
    readonly startDateTime: string | null;
    readonly endDateTime: string;
    readonly secretText: string | null;
    readonly customKeyIdentifier: null;
  };
  PermissionScope: {
    readonly id: string;
    readonly value: string;
    readonly type: 'User' | 'Admin';
    readonly isEnabled: boolean;
    readonly adminConsentDisplayName: string | null;
    readonly adminConsentDescription: string | null;
    readonly userConsentDisplayName: string | null;
    readonly userConsentDescription: string | null;
  };
  RemovePassword: { readonly keyId: string };
  ServicePrincipal: {
    readonly id: string;
    readonly deletedDateTime: string | null;
    readonly accountEnabled: boolean;
    readonly appId: string;
    readonly appDisplayName: string;
    readonly displayName: string;
    readonly appOwnerOrganizationId: string;
    readonly appRoleAssignmentRequired: boolean;
    readonly servicePrincipalType: 'Application';
    readonly servicePrincipalNames: readonly string[];
    readonly signInAudience: 'AzureADMyOrg' | 'AzureADMultipleOrgs';
    readonly replyUrls: readonly string[];
    readonly logoutUrl: string | null;
    readonly appRoles: readonly Schemas['AppRole'][];
    readonly oauth2PermissionScopes: readonly Schemas['PermissionScope'][];
    readonly keyCredentials: readonly Schemas['KeyCredential'][];
    readonly passwordCredentials: readonly Schemas['PasswordCredential'][];
    readonly tags: readonly string[];
  };
  ServicePrincipalCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['ServicePrincipal'][];
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
    readonly publicKeyInfrastructureId: string | null;
    readonly certificateRevocationLists: readonly Schemas['SignetCrlState'][];
  };
  SignetCertificateAuthorityCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['SignetCertificateAuthority'][];
  };
  SignetCheck: {
    readonly check: string;
    readonly rule: string;
    readonly object: string;
    readonly result: 'pass' | 'fail' | 'skipped';
    readonly detail: string;
    readonly facts?: Readonly<Record<string, string | number | boolean>>;
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
  StringCollection: { readonly '@odata.context': string; readonly value: readonly string[] };
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
    readonly onPremisesUserPrincipalName?: string | null;
    readonly proxyAddresses?: readonly string[];
    readonly signInSessionsValidFromDateTime?: string | null;
    readonly signetRoles?: readonly string[];
  };
  UserChanges: {
    readonly '@odata.type'?: string;
    readonly accountEnabled?: boolean;
    readonly displayName?: string;
    readonly givenName?: string | null;
    readonly surname?: string | null;
    readonly userPrincipalName?: string;
    readonly mail?: string | null;
    readonly onPremisesImmutableId?: string | null;
    readonly authorizationInfo?: {
      readonly '@odata.type'?: string;
      readonly certificateUserIds: readonly string[];
    } | null;
    readonly signInSessionsValidFromDateTime?: string;
  };
  UserCollection: {
    readonly '@odata.context': string;
    readonly '@odata.count'?: number;
    readonly '@odata.nextLink'?: string;
    readonly value: readonly Schemas['User'][];
  };
  X509CertificateAuthenticationMethodConfiguration: {
    readonly '@odata.type': '#microsoft.graph.x509CertificateAuthenticationMethodConfiguration';
    readonly id: 'X509Certificate';
    readonly state: 'enabled' | 'disabled';
    readonly excludeTargets: readonly {
      readonly '@odata.type'?: string;
      readonly id: string;
      readonly targetType: 'user' | 'group';
      readonly isRegistrationRequired?: boolean;
    }[];
    readonly includeTargets: readonly {
      readonly '@odata.type'?: string;
      readonly id: string;
      readonly targetType: 'user' | 'group';
      readonly isRegistrationRequired?: boolean;
    }[];
    readonly certificateUserBindings: readonly {
      readonly '@odata.type'?: string;
      readonly x509CertificateField: string;
      readonly userProperty: string;
      readonly priority: number;
      readonly trustAffinityLevel?: 'low' | 'high' | null;
    }[];
    readonly authenticationModeConfiguration: {
      readonly '@odata.type'?: string;
      readonly x509CertificateAuthenticationDefaultMode:
        | 'x509CertificateSingleFactor'
        | 'x509CertificateMultiFactor';
      readonly x509CertificateDefaultRequiredAffinityLevel?: 'low' | 'high' | null;
      readonly rules: readonly {
        readonly '@odata.type'?: string;
        readonly x509CertificateRuleType: 'issuerSubject' | 'policyOID' | 'issuerSubjectAndPolicyOID';
        readonly identifier?: string | null;
        readonly policyOidIdentifier?: string | null;
        readonly issuerSubjectIdentifier?: string | null;
        readonly x509CertificateAuthenticationMode:
          | 'x509CertificateSingleFactor'
          | 'x509CertificateMultiFactor';
        readonly x509CertificateRequiredAffinityLevel?: 'low' | 'high' | null;
      }[];
    } | null;
    readonly issuerHintsConfiguration: {
      readonly '@odata.type'?: string;
      readonly state: 'enabled' | 'disabled';
    } | null;
    readonly crlValidationConfiguration: {
      readonly '@odata.type'?: string;
      readonly state: 'enabled' | 'disabled';
      readonly exemptedCertificateAuthoritiesSubjectKeyIdentifiers: readonly string[];
    };
    readonly certificateAuthorityScopes: readonly {
      readonly '@odata.type'?: string;
      readonly subjectKeyIdentifier: string;
      readonly publicKeyInfrastructureIdentifier?: string | null;
      readonly includeTargets: readonly {
        readonly '@odata.type'?: string;
        readonly id: string;
        readonly targetType: 'user' | 'group';
        readonly isRegistrationRequired?: boolean;
      }[];
    }[];
  };
  X509CertificateAuthenticationMethodConfigurationChanges: {
    readonly '@odata.type': '#microsoft.graph.x509CertificateAuthenticationMethodConfiguration';
    readonly id?: 'X509Certificate';
    readonly state?: 'enabled' | 'disabled';
    readonly excludeTargets?: readonly {
      readonly '@odata.type'?: string;
      readonly id: string;
      readonly targetType: 'user' | 'group';
      readonly isRegistrationRequired?: boolean;
    }[];
    readonly includeTargets?: readonly {
      readonly '@odata.type'?: string;
      readonly id: string;
      readonly targetType: 'user' | 'group';
      readonly isRegistrationRequired?: boolean;
    }[];
    readonly certificateUserBindings?: readonly {
      readonly '@odata.type'?: string;
      readonly x509CertificateField: string;
      readonly userProperty: string;
      readonly priority: number;
      readonly trustAffinityLevel?: 'low' | 'high' | null;
    }[];
    readonly authenticationModeConfiguration?: {
      readonly '@odata.type'?: string;
      readonly x509CertificateAuthenticationDefaultMode:
        | 'x509CertificateSingleFactor'
        | 'x509CertificateMultiFactor';
      readonly x509CertificateDefaultRequiredAffinityLevel?: 'low' | 'high' | null;
      readonly rules: readonly {
        readonly '@odata.type'?: string;
        readonly x509CertificateRuleType: 'issuerSubject' | 'policyOID' | 'issuerSubjectAndPolicyOID';
        readonly identifier?: string | null;
        readonly policyOidIdentifier?: string | null;
        readonly issuerSubjectIdentifier?: string | null;
        readonly x509CertificateAuthenticationMode:
          | 'x509CertificateSingleFactor'
          | 'x509CertificateMultiFactor';
        readonly x509CertificateRequiredAffinityLevel?: 'low' | 'high' | null;
      }[];
    } | null;
    readonly issuerHintsConfiguration?: {
      readonly '@odata.type'?: string;
      readonly state: 'enabled' | 'disabled';
    } | null;
    readonly crlValidationConfiguration?: {
      readonly '@odata.type'?: string;
      readonly state: 'enabled' | 'disabled';
      readonly exemptedCertificateAuthoritiesSubjectKeyIdentifiers: readonly string[];
    };
    readonly certificateAuthorityScopes?: readonly {
      readonly '@odata.type'?: string;
      readonly subjectKeyIdentifier: string;
      readonly publicKeyInfrastructureIdentifier?: string | null;
      readonly includeTargets: readonly {
        readonly '@odata.type'?: string;
        readonly id: string;
        readonly targetType: 'user' | 'group';
        readonly isRegistrationRequired?: boolean;
      }[];
    }[];
  };
}

/** Every operation: what goes into its address and body, and what a good answer holds. */
export interface Operations {
  'GET /v1.0/organization': {
    path: unknown;
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['OrganizationCollection'];
  };
  'GET /beta/organization': {
    path: unknown;
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['OrganizationCollection'];
  };
  'GET /v1.0/organization/{organizationId}': {
    path: { readonly organizationId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['Organization'];
  };
  'GET /beta/organization/{organizationId}': {
    path: { readonly organizationId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['Organization'];
  };
  'GET /v1.0/organization/{organizationId}/certificateBasedAuthConfiguration': {
    path: { readonly organizationId: string };
    query: { readonly $select?: string; readonly $top?: number; readonly $skiptoken?: string };
    body: undefined;
    answer: Schemas['CertificateBasedAuthConfigurationCollection'];
  };
  'POST /v1.0/organization/{organizationId}/certificateBasedAuthConfiguration': {
    path: { readonly organizationId: string };
    query: unknown;
    body: Schemas['NewCertificateBasedAuthConfiguration'];
    answer: Schemas['CertificateBasedAuthConfiguration'];
  };
  'GET /beta/organization/{organizationId}/certificateBasedAuthConfiguration': {
    path: { readonly organizationId: string };
    query: { readonly $select?: string; readonly $top?: number; readonly $skiptoken?: string };
    body: undefined;
    answer: Schemas['CertificateBasedAuthConfigurationCollection'];
  };
  'POST /beta/organization/{organizationId}/certificateBasedAuthConfiguration': {
    path: { readonly organizationId: string };
    query: unknown;
    body: Schemas['NewCertificateBasedAuthConfiguration'];
    answer: Schemas['CertificateBasedAuthConfiguration'];
  };
  'GET /v1.0/organization/{organizationId}/certificateBasedAuthConfiguration/{configurationId}': {
    path: { readonly organizationId: string; readonly configurationId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['CertificateBasedAuthConfiguration'];
  };
  'DELETE /v1.0/organization/{organizationId}/certificateBasedAuthConfiguration/{configurationId}': {
    path: { readonly organizationId: string; readonly configurationId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /beta/organization/{organizationId}/certificateBasedAuthConfiguration/{configurationId}': {
    path: { readonly organizationId: string; readonly configurationId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['CertificateBasedAuthConfiguration'];
  };
  'DELETE /beta/organization/{organizationId}/certificateBasedAuthConfiguration/{configurationId}': {
    path: { readonly organizationId: string; readonly configurationId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'POST /v1.0/organization/{organizationId}/certificateBasedAuthConfiguration/$ref': {
    path: { readonly organizationId: string };
    query: unknown;
    body: Schemas['NewCertificateBasedAuthConfiguration'];
    answer: Schemas['CertificateBasedAuthConfiguration'];
  };
  'POST /beta/organization/{organizationId}/certificateBasedAuthConfiguration/$ref': {
    path: { readonly organizationId: string };
    query: unknown;
    body: Schemas['NewCertificateBasedAuthConfiguration'];
    answer: Schemas['CertificateBasedAuthConfiguration'];
  };
  'GET /v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['CertificateBasedAuthPkiCollection'];
  };
  'POST /v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations': {
    path: unknown;
    query: unknown;
    body: Schemas['CertificateBasedAuthPkiInput'];
    answer: Schemas['CertificateBasedAuthPki'];
  };
  'GET /beta/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['CertificateBasedAuthPkiCollection'];
  };
  'POST /beta/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations': {
    path: unknown;
    query: unknown;
    body: Schemas['CertificateBasedAuthPkiInput'];
    answer: Schemas['CertificateBasedAuthPki'];
  };
  'GET /v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}': {
    path: { readonly pkiId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['CertificateBasedAuthPki'];
  };
  'PATCH /v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}': {
    path: { readonly pkiId: string };
    query: unknown;
    body: Schemas['CertificateBasedAuthPkiInput'];
    answer: Schemas['CertificateBasedAuthPki'];
  };
  'DELETE /v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}': {
    path: { readonly pkiId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /beta/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}': {
    path: { readonly pkiId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['CertificateBasedAuthPki'];
  };
  'PATCH /beta/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}': {
    path: { readonly pkiId: string };
    query: unknown;
    body: Schemas['CertificateBasedAuthPkiInput'];
    answer: Schemas['CertificateBasedAuthPki'];
  };
  'DELETE /beta/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}': {
    path: { readonly pkiId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'POST /v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/upload': {
    path: { readonly pkiId: string };
    query: unknown;
    body: Schemas['CertificateBasedAuthPkiUpload'];
    answer: undefined;
  };
  'POST /v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/microsoft.graph.upload': {
    path: { readonly pkiId: string };
    query: unknown;
    body: Schemas['CertificateBasedAuthPkiUpload'];
    answer: undefined;
  };
  'POST /beta/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/upload': {
    path: { readonly pkiId: string };
    query: unknown;
    body: Schemas['CertificateBasedAuthPkiUpload'];
    answer: undefined;
  };
  'POST /beta/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/microsoft.graph.upload': {
    path: { readonly pkiId: string };
    query: unknown;
    body: Schemas['CertificateBasedAuthPkiUpload'];
    answer: undefined;
  };
  'GET /v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/certificateAuthorities': {
    path: { readonly pkiId: string };
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['CertificateAuthorityDetailCollection'];
  };
  'POST /v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/certificateAuthorities': {
    path: { readonly pkiId: string };
    query: unknown;
    body: Schemas['NewCertificateAuthorityDetail'];
    answer: Schemas['CertificateAuthorityDetail'];
  };
  'GET /beta/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/certificateAuthorities': {
    path: { readonly pkiId: string };
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['CertificateAuthorityDetailCollection'];
  };
  'POST /beta/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/certificateAuthorities': {
    path: { readonly pkiId: string };
    query: unknown;
    body: Schemas['NewCertificateAuthorityDetail'];
    answer: Schemas['CertificateAuthorityDetail'];
  };
  'GET /v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/certificateAuthorities/{authorityId}': {
    path: { readonly pkiId: string; readonly authorityId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['CertificateAuthorityDetail'];
  };
  'PATCH /v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/certificateAuthorities/{authorityId}': {
    path: { readonly pkiId: string; readonly authorityId: string };
    query: unknown;
    body: Schemas['CertificateAuthorityDetailChanges'];
    answer: Schemas['CertificateAuthorityDetail'];
  };
  'DELETE /v1.0/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/certificateAuthorities/{authorityId}': {
    path: { readonly pkiId: string; readonly authorityId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /beta/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/certificateAuthorities/{authorityId}': {
    path: { readonly pkiId: string; readonly authorityId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['CertificateAuthorityDetail'];
  };
  'PATCH /beta/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/certificateAuthorities/{authorityId}': {
    path: { readonly pkiId: string; readonly authorityId: string };
    query: unknown;
    body: Schemas['CertificateAuthorityDetailChanges'];
    answer: Schemas['CertificateAuthorityDetail'];
  };
  'DELETE /beta/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations/{pkiId}/certificateAuthorities/{authorityId}': {
    path: { readonly pkiId: string; readonly authorityId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /v1.0/directory/deletedItems/{itemId}': {
    path: { readonly itemId: string };
    query: unknown;
    body: undefined;
    answer: Schemas['DirectoryObject'];
  };
  'GET /beta/directory/deletedItems/{itemId}': {
    path: { readonly itemId: string };
    query: unknown;
    body: undefined;
    answer: Schemas['DirectoryObject'];
  };
  'POST /v1.0/directory/deletedItems/{itemId}/restore': {
    path: { readonly itemId: string };
    query: unknown;
    body: undefined;
    answer: Schemas['DirectoryObject'];
  };
  'POST /beta/directory/deletedItems/{itemId}/restore': {
    path: { readonly itemId: string };
    query: unknown;
    body: undefined;
    answer: Schemas['DirectoryObject'];
  };
  'GET /beta/organization/{organizationId}/signet/certificateAuthorities': {
    path: { readonly organizationId: string };
    query: {
      readonly $select?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
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
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['UserCollection'];
  };
  'POST /v1.0/users': {
    path: unknown;
    query: unknown;
    body: Schemas['NewUser'];
    answer: Schemas['User'];
  };
  'GET /beta/users': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['UserCollection'];
  };
  'POST /beta/users': {
    path: unknown;
    query: unknown;
    body: Schemas['NewUser'];
    answer: Schemas['User'];
  };
  'GET /v1.0/users/{userId}': {
    path: { readonly userId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['User'];
  };
  'PATCH /v1.0/users/{userId}': {
    path: { readonly userId: string };
    query: unknown;
    body: Schemas['UserChanges'];
    answer: undefined;
  };
  'DELETE /v1.0/users/{userId}': {
    path: { readonly userId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /beta/users/{userId}': {
    path: { readonly userId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['User'];
  };
  'PATCH /beta/users/{userId}': {
    path: { readonly userId: string };
    query: unknown;
    body: Schemas['UserChanges'];
    answer: undefined;
  };
  'DELETE /beta/users/{userId}': {
    path: { readonly userId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'POST /v1.0/users/{userId}/revokeSignInSessions': {
    path: { readonly userId: string };
    query: unknown;
    body: undefined;
    answer: Schemas['Boolean'];
  };
  'POST /v1.0/users/{userId}/microsoft.graph.revokeSignInSessions': {
    path: { readonly userId: string };
    query: unknown;
    body: undefined;
    answer: Schemas['Boolean'];
  };
  'POST /beta/users/{userId}/revokeSignInSessions': {
    path: { readonly userId: string };
    query: unknown;
    body: undefined;
    answer: Schemas['Boolean'];
  };
  'POST /beta/users/{userId}/microsoft.graph.revokeSignInSessions': {
    path: { readonly userId: string };
    query: unknown;
    body: undefined;
    answer: Schemas['Boolean'];
  };
  'POST /v1.0/users/{userId}/getMemberObjects': {
    path: { readonly userId: string };
    query: unknown;
    body: Schemas['MemberObjectsRequest'];
    answer: Schemas['StringCollection'];
  };
  'POST /v1.0/users/{userId}/microsoft.graph.getMemberObjects': {
    path: { readonly userId: string };
    query: unknown;
    body: Schemas['MemberObjectsRequest'];
    answer: Schemas['StringCollection'];
  };
  'POST /beta/users/{userId}/getMemberObjects': {
    path: { readonly userId: string };
    query: unknown;
    body: Schemas['MemberObjectsRequest'];
    answer: Schemas['StringCollection'];
  };
  'POST /beta/users/{userId}/microsoft.graph.getMemberObjects': {
    path: { readonly userId: string };
    query: unknown;
    body: Schemas['MemberObjectsRequest'];
    answer: Schemas['StringCollection'];
  };
  'GET /v1.0/groups': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['GroupCollection'];
  };
  'POST /v1.0/groups': {
    path: unknown;
    query: unknown;
    body: Schemas['NewGroup'];
    answer: Schemas['Group'];
  };
  'GET /beta/groups': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['GroupCollection'];
  };
  'POST /beta/groups': {
    path: unknown;
    query: unknown;
    body: Schemas['NewGroup'];
    answer: Schemas['Group'];
  };
  'GET /v1.0/groups/{groupId}': {
    path: { readonly groupId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['Group'];
  };
  'DELETE /v1.0/groups/{groupId}': {
    path: { readonly groupId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /beta/groups/{groupId}': {
    path: { readonly groupId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['Group'];
  };
  'DELETE /beta/groups/{groupId}': {
    path: { readonly groupId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /v1.0/groups/{groupId}/members': {
    path: { readonly groupId: string };
    query: { readonly $select?: string; readonly $top?: number; readonly $skiptoken?: string };
    body: undefined;
    answer: Schemas['UserCollection'];
  };
  'GET /beta/groups/{groupId}/members': {
    path: { readonly groupId: string };
    query: { readonly $select?: string; readonly $top?: number; readonly $skiptoken?: string };
    body: undefined;
    answer: Schemas['UserCollection'];
  };
  'POST /v1.0/groups/{groupId}/members/$ref': {
    path: { readonly groupId: string };
    query: unknown;
    body: Schemas['MemberReference'];
    answer: undefined;
  };
  'POST /beta/groups/{groupId}/members/$ref': {
    path: { readonly groupId: string };
    query: unknown;
    body: Schemas['MemberReference'];
    answer: undefined;
  };
  'DELETE /v1.0/groups/{groupId}/members/{userId}/$ref': {
    path: { readonly groupId: string; readonly userId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'DELETE /beta/groups/{groupId}/members/{userId}/$ref': {
    path: { readonly groupId: string; readonly userId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /v1.0/me': {
    path: unknown;
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['User'];
  };
  'GET /beta/me': {
    path: unknown;
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['User'];
  };
  'POST /v1.0/me/getMemberObjects': {
    path: unknown;
    query: unknown;
    body: Schemas['MemberObjectsRequest'];
    answer: Schemas['StringCollection'];
  };
  'POST /v1.0/me/microsoft.graph.getMemberObjects': {
    path: unknown;
    query: unknown;
    body: Schemas['MemberObjectsRequest'];
    answer: Schemas['StringCollection'];
  };
  'POST /beta/me/getMemberObjects': {
    path: unknown;
    query: unknown;
    body: Schemas['MemberObjectsRequest'];
    answer: Schemas['StringCollection'];
  };
  'POST /beta/me/microsoft.graph.getMemberObjects': {
    path: unknown;
    query: unknown;
    body: Schemas['MemberObjectsRequest'];
    answer: Schemas['StringCollection'];
  };
  'POST /v1.0/me/revokeSignInSessions': {
    path: unknown;
    query: unknown;
    body: undefined;
    answer: Schemas['Boolean'];
  };
  'POST /v1.0/me/microsoft.graph.revokeSignInSessions': {
    path: unknown;
    query: unknown;
    body: undefined;
    answer: Schemas['Boolean'];
  };
  'POST /beta/me/revokeSignInSessions': {
    path: unknown;
    query: unknown;
    body: undefined;
    answer: Schemas['Boolean'];
  };
  'POST /beta/me/microsoft.graph.revokeSignInSessions': {
    path: unknown;
    query: unknown;
    body: undefined;
    answer: Schemas['Boolean'];
  };
  'GET /v1.0/domains': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $filter?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['DomainCollection'];
  };
  'GET /beta/domains': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $filter?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['DomainCollection'];
  };
  'GET /v1.0/domains/{domainId}': {
    path: { readonly domainId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['Domain'];
  };
  'GET /beta/domains/{domainId}': {
    path: { readonly domainId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['Domain'];
  };
  'GET /v1.0/domains/{domainId}/federationConfiguration': {
    path: { readonly domainId: string };
    query: { readonly $select?: string; readonly $top?: number; readonly $skiptoken?: string };
    body: undefined;
    answer: Schemas['InternalDomainFederationCollection'];
  };
  'POST /v1.0/domains/{domainId}/federationConfiguration': {
    path: { readonly domainId: string };
    query: unknown;
    body: Schemas['NewInternalDomainFederation'];
    answer: Schemas['InternalDomainFederation'];
  };
  'GET /beta/domains/{domainId}/federationConfiguration': {
    path: { readonly domainId: string };
    query: { readonly $select?: string; readonly $top?: number; readonly $skiptoken?: string };
    body: undefined;
    answer: Schemas['InternalDomainFederationCollection'];
  };
  'POST /beta/domains/{domainId}/federationConfiguration': {
    path: { readonly domainId: string };
    query: unknown;
    body: Schemas['NewInternalDomainFederation'];
    answer: Schemas['InternalDomainFederation'];
  };
  'GET /v1.0/domains/{domainId}/federationConfiguration/{federationId}': {
    path: { readonly domainId: string; readonly federationId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['InternalDomainFederation'];
  };
  'PATCH /v1.0/domains/{domainId}/federationConfiguration/{federationId}': {
    path: { readonly domainId: string; readonly federationId: string };
    query: unknown;
    body: Schemas['InternalDomainFederationChanges'];
    answer: Schemas['InternalDomainFederation'];
  };
  'DELETE /v1.0/domains/{domainId}/federationConfiguration/{federationId}': {
    path: { readonly domainId: string; readonly federationId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /beta/domains/{domainId}/federationConfiguration/{federationId}': {
    path: { readonly domainId: string; readonly federationId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['InternalDomainFederation'];
  };
  'PATCH /beta/domains/{domainId}/federationConfiguration/{federationId}': {
    path: { readonly domainId: string; readonly federationId: string };
    query: unknown;
    body: Schemas['InternalDomainFederationChanges'];
    answer: Schemas['InternalDomainFederation'];
  };
  'DELETE /beta/domains/{domainId}/federationConfiguration/{federationId}': {
    path: { readonly domainId: string; readonly federationId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate': {
    path: unknown;
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['X509CertificateAuthenticationMethodConfiguration'];
  };
  'PATCH /v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate': {
    path: unknown;
    query: unknown;
    body: Schemas['X509CertificateAuthenticationMethodConfigurationChanges'];
    answer: undefined;
  };
  'DELETE /v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate': {
    path: unknown;
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /beta/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate': {
    path: unknown;
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['X509CertificateAuthenticationMethodConfiguration'];
  };
  'PATCH /beta/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate': {
    path: unknown;
    query: unknown;
    body: Schemas['X509CertificateAuthenticationMethodConfigurationChanges'];
    answer: undefined;
  };
  'DELETE /beta/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate': {
    path: unknown;
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /v1.0/applications': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['ApplicationCollection'];
  };
  'POST /v1.0/applications': {
    path: unknown;
    query: unknown;
    body: Schemas['NewApplication'];
    answer: Schemas['Application'];
  };
  'GET /beta/applications': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['ApplicationCollection'];
  };
  'POST /beta/applications': {
    path: unknown;
    query: unknown;
    body: Schemas['NewApplication'];
    answer: Schemas['Application'];
  };
  'GET /v1.0/applications/{applicationId}': {
    path: { readonly applicationId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['Application'];
  };
  'PATCH /v1.0/applications/{applicationId}': {
    path: { readonly applicationId: string };
    query: unknown;
    body: Schemas['ApplicationChanges'];
    answer: undefined;
  };
  'DELETE /v1.0/applications/{applicationId}': {
    path: { readonly applicationId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /beta/applications/{applicationId}': {
    path: { readonly applicationId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['Application'];
  };
  'PATCH /beta/applications/{applicationId}': {
    path: { readonly applicationId: string };
    query: unknown;
    body: Schemas['ApplicationChanges'];
    answer: undefined;
  };
  'DELETE /beta/applications/{applicationId}': {
    path: { readonly applicationId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'POST /v1.0/applications/{applicationId}/addPassword': {
    path: { readonly applicationId: string };
    query: unknown;
    body: Schemas['AddPassword'];
    answer: Schemas['PasswordCredential'];
  };
  'POST /v1.0/servicePrincipals/{applicationId}/addPassword': {
    path: { readonly applicationId: string };
    query: unknown;
    body: Schemas['AddPassword'];
    answer: Schemas['PasswordCredential'];
  };
  'POST /beta/applications/{applicationId}/addPassword': {
    path: { readonly applicationId: string };
    query: unknown;
    body: Schemas['AddPassword'];
    answer: Schemas['PasswordCredential'];
  };
  'POST /beta/servicePrincipals/{applicationId}/addPassword': {
    path: { readonly applicationId: string };
    query: unknown;
    body: Schemas['AddPassword'];
    answer: Schemas['PasswordCredential'];
  };
  'POST /v1.0/applications/{applicationId}/removePassword': {
    path: { readonly applicationId: string };
    query: unknown;
    body: Schemas['RemovePassword'];
    answer: undefined;
  };
  'POST /v1.0/servicePrincipals/{applicationId}/removePassword': {
    path: { readonly applicationId: string };
    query: unknown;
    body: Schemas['RemovePassword'];
    answer: undefined;
  };
  'POST /beta/applications/{applicationId}/removePassword': {
    path: { readonly applicationId: string };
    query: unknown;
    body: Schemas['RemovePassword'];
    answer: undefined;
  };
  'POST /beta/servicePrincipals/{applicationId}/removePassword': {
    path: { readonly applicationId: string };
    query: unknown;
    body: Schemas['RemovePassword'];
    answer: undefined;
  };
  'GET /v1.0/servicePrincipals': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['ServicePrincipalCollection'];
  };
  'POST /v1.0/servicePrincipals': {
    path: unknown;
    query: unknown;
    body: Schemas['NewServicePrincipal'];
    answer: Schemas['ServicePrincipal'];
  };
  'GET /beta/servicePrincipals': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['ServicePrincipalCollection'];
  };
  'POST /beta/servicePrincipals': {
    path: unknown;
    query: unknown;
    body: Schemas['NewServicePrincipal'];
    answer: Schemas['ServicePrincipal'];
  };
  'GET /v1.0/servicePrincipals/{servicePrincipalId}': {
    path: { readonly servicePrincipalId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['ServicePrincipal'];
  };
  'GET /beta/servicePrincipals/{servicePrincipalId}': {
    path: { readonly servicePrincipalId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['ServicePrincipal'];
  };
  'GET /v1.0/users/{userId}/appRoleAssignments': {
    path: { readonly userId: string };
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['AppRoleAssignmentCollection'];
  };
  'POST /v1.0/users/{userId}/appRoleAssignments': {
    path: { readonly userId: string };
    query: unknown;
    body: Schemas['NewAppRoleAssignment'];
    answer: Schemas['AppRoleAssignment'];
  };
  'GET /beta/users/{userId}/appRoleAssignments': {
    path: { readonly userId: string };
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['AppRoleAssignmentCollection'];
  };
  'POST /beta/users/{userId}/appRoleAssignments': {
    path: { readonly userId: string };
    query: unknown;
    body: Schemas['NewAppRoleAssignment'];
    answer: Schemas['AppRoleAssignment'];
  };
  'DELETE /v1.0/users/{userId}/appRoleAssignments/{assignmentId}': {
    path: { readonly userId: string; readonly assignmentId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'DELETE /beta/users/{userId}/appRoleAssignments/{assignmentId}': {
    path: { readonly userId: string; readonly assignmentId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /v1.0/servicePrincipals/{servicePrincipalId}/appRoleAssignments': {
    path: { readonly servicePrincipalId: string };
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['AppRoleAssignmentCollection'];
  };
  'POST /v1.0/servicePrincipals/{servicePrincipalId}/appRoleAssignments': {
    path: { readonly servicePrincipalId: string };
    query: unknown;
    body: Schemas['NewAppRoleAssignment'];
    answer: Schemas['AppRoleAssignment'];
  };
  'GET /beta/servicePrincipals/{servicePrincipalId}/appRoleAssignments': {
    path: { readonly servicePrincipalId: string };
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['AppRoleAssignmentCollection'];
  };
  'POST /beta/servicePrincipals/{servicePrincipalId}/appRoleAssignments': {
    path: { readonly servicePrincipalId: string };
    query: unknown;
    body: Schemas['NewAppRoleAssignment'];
    answer: Schemas['AppRoleAssignment'];
  };
  'DELETE /v1.0/servicePrincipals/{servicePrincipalId}/appRoleAssignments/{assignmentId}': {
    path: { readonly servicePrincipalId: string; readonly assignmentId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'DELETE /beta/servicePrincipals/{servicePrincipalId}/appRoleAssignments/{assignmentId}': {
    path: { readonly servicePrincipalId: string; readonly assignmentId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /v1.0/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo': {
    path: { readonly servicePrincipalId: string };
    query: { readonly $select?: string; readonly $top?: number; readonly $skiptoken?: string };
    body: undefined;
    answer: Schemas['AppRoleAssignmentCollection'];
  };
  'POST /v1.0/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo': {
    path: { readonly servicePrincipalId: string };
    query: unknown;
    body: Schemas['NewAppRoleAssignment'];
    answer: Schemas['AppRoleAssignment'];
  };
  'GET /beta/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo': {
    path: { readonly servicePrincipalId: string };
    query: { readonly $select?: string; readonly $top?: number; readonly $skiptoken?: string };
    body: undefined;
    answer: Schemas['AppRoleAssignmentCollection'];
  };
  'POST /beta/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo': {
    path: { readonly servicePrincipalId: string };
    query: unknown;
    body: Schemas['NewAppRoleAssignment'];
    answer: Schemas['AppRoleAssignment'];
  };
  'DELETE /v1.0/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo/{assignmentId}': {
    path: { readonly servicePrincipalId: string; readonly assignmentId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'DELETE /beta/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo/{assignmentId}': {
    path: { readonly servicePrincipalId: string; readonly assignmentId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /v1.0/identity/conditionalAccess/authenticationContextClassReferences': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['AuthenticationContextClassReferenceCollection'];
  };
  'POST /v1.0/identity/conditionalAccess/authenticationContextClassReferences': {
    path: unknown;
    query: unknown;
    body: Schemas['NewAuthenticationContextClassReference'];
    answer: Schemas['AuthenticationContextClassReference'];
  };
  'GET /beta/identity/conditionalAccess/authenticationContextClassReferences': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
      readonly $count?: boolean;
    };
    body: undefined;
    answer: Schemas['AuthenticationContextClassReferenceCollection'];
  };
  'POST /beta/identity/conditionalAccess/authenticationContextClassReferences': {
    path: unknown;
    query: unknown;
    body: Schemas['NewAuthenticationContextClassReference'];
    answer: Schemas['AuthenticationContextClassReference'];
  };
  'GET /v1.0/identity/conditionalAccess/authenticationContextClassReferences/{contextId}': {
    path: { readonly contextId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['AuthenticationContextClassReference'];
  };
  'PATCH /v1.0/identity/conditionalAccess/authenticationContextClassReferences/{contextId}': {
    path: { readonly contextId: string };
    query: unknown;
    body: Schemas['AuthenticationContextClassReferenceChanges'];
    answer: undefined;
  };
  'DELETE /v1.0/identity/conditionalAccess/authenticationContextClassReferences/{contextId}': {
    path: { readonly contextId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /beta/identity/conditionalAccess/authenticationContextClassReferences/{contextId}': {
    path: { readonly contextId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['AuthenticationContextClassReference'];
  };
  'PATCH /beta/identity/conditionalAccess/authenticationContextClassReferences/{contextId}': {
    path: { readonly contextId: string };
    query: unknown;
    body: Schemas['AuthenticationContextClassReferenceChanges'];
    answer: undefined;
  };
  'DELETE /beta/identity/conditionalAccess/authenticationContextClassReferences/{contextId}': {
    path: { readonly contextId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /v1.0/oauth2PermissionGrants': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['OAuth2PermissionGrants'];
  };
  'POST /v1.0/oauth2PermissionGrants': {
    path: unknown;
    query: unknown;
    body: Schemas['NewOAuth2PermissionGrant'];
    answer: Schemas['OAuth2PermissionGrant'];
  };
  'GET /beta/oauth2PermissionGrants': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['OAuth2PermissionGrants'];
  };
  'POST /beta/oauth2PermissionGrants': {
    path: unknown;
    query: unknown;
    body: Schemas['NewOAuth2PermissionGrant'];
    answer: Schemas['OAuth2PermissionGrant'];
  };
  'GET /v1.0/oauth2PermissionGrants/{permissionGrantId}': {
    path: { readonly permissionGrantId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['OAuth2PermissionGrant'];
  };
  'PATCH /v1.0/oauth2PermissionGrants/{permissionGrantId}': {
    path: { readonly permissionGrantId: string };
    query: unknown;
    body: Schemas['OAuth2PermissionGrantChanges'];
    answer: undefined;
  };
  'DELETE /v1.0/oauth2PermissionGrants/{permissionGrantId}': {
    path: { readonly permissionGrantId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /beta/oauth2PermissionGrants/{permissionGrantId}': {
    path: { readonly permissionGrantId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['OAuth2PermissionGrant'];
  };
  'PATCH /beta/oauth2PermissionGrants/{permissionGrantId}': {
    path: { readonly permissionGrantId: string };
    query: unknown;
    body: Schemas['OAuth2PermissionGrantChanges'];
    answer: undefined;
  };
  'DELETE /beta/oauth2PermissionGrants/{permissionGrantId}': {
    path: { readonly permissionGrantId: string };
    query: unknown;
    body: undefined;
    answer: undefined;
  };
  'GET /v1.0/auditLogs/signIns': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['SignInCollection'];
  };
  'GET /beta/auditLogs/signIns': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['SignInCollection'];
  };
  'GET /v1.0/auditLogs/signIns/{signInId}': {
    path: { readonly signInId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['SignIn'];
  };
  'GET /beta/auditLogs/signIns/{signInId}': {
    path: { readonly signInId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['SignIn'];
  };
  'GET /v1.0/auditLogs/directoryAudits': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['DirectoryAuditCollection'];
  };
  'GET /beta/auditLogs/directoryAudits': {
    path: unknown;
    query: {
      readonly $select?: string;
      readonly $filter?: string;
      readonly $top?: number;
      readonly $skiptoken?: string;
    };
    body: undefined;
    answer: Schemas['DirectoryAuditCollection'];
  };
  'GET /v1.0/auditLogs/directoryAudits/{directoryAuditId}': {
    path: { readonly directoryAuditId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['DirectoryAudit'];
  };
  'GET /beta/auditLogs/directoryAudits/{directoryAuditId}': {
    path: { readonly directoryAuditId: string };
    query: { readonly $select?: string };
    body: undefined;
    answer: Schemas['DirectoryAudit'];
  };
}
