/** The claim types of AD FS that issuance knows, beside `CLAIMS`; rules may make any other. */
export const CLAIM_TYPES = {
  upn: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn',
  name: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
  givenName: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname',
  surname: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname',
  emailAddress: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  nameIdentifier: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier',
  thumbprint: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/thumbprint',
  publicKey: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/rsa',
  windowsAccountName: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/windowsaccountname',
  primarySid: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/primarysid',
  groupSid: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groupsid',
  authenticationMethod: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod',
  authenticationInstant: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationinstant',
  /** Becomes the token's issuer, so that each of several domains under one trust has its own. */
  issuerId: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/issuerid',
  permit: 'http://schemas.microsoft.com/authorization/claims/permit',
  deny: 'http://schemas.microsoft.com/authorization/claims/deny',
  /** The user principal name, as Entra reads it from a SAML 2.0 assertion. */
  idpEmail: 'IDPEmail',
} as const;

/** What a certificate says, field by field: `field/subject`, `extension/eku`. */
export const CERTIFICATE_CONTEXT = 'http://schemas.microsoft.com/2012/12/certificatecontext/';

/** What is known of the request: `x-ms-client-ip`, `x-ms-client-user-agent`. */
export const REQUEST_CONTEXT = 'http://schemas.microsoft.com/2012/01/requestcontext/claims/';

/** Properties of a name identifier. */
export const CLAIM_PROPERTIES = {
  format: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claimproperties/format',
  spNameQualifier: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claimproperties/spnamequalifier',
} as const;

/** Issuer of claims that come from the directory. */
export const AD_AUTHORITY = 'AD AUTHORITY';
