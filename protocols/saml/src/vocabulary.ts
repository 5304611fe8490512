import { CLAIMS as FEDERATION_CLAIMS } from '@signet/federation';

/** The words of SAML 2.0 protocols on the wire (SAML 2.0 core §3, bindings, authentication contexts). */
export const STATUS = {
  success: 'urn:oasis:names:tc:SAML:2.0:status:Success',
  requester: 'urn:oasis:names:tc:SAML:2.0:status:Requester',
  responder: 'urn:oasis:names:tc:SAML:2.0:status:Responder',
  versionMismatch: 'urn:oasis:names:tc:SAML:2.0:status:VersionMismatch',
  invalidNameIdPolicy: 'urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy',
  noAuthnContext: 'urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext',
  noPassive: 'urn:oasis:names:tc:SAML:2.0:status:NoPassive',
  partialLogout: 'urn:oasis:names:tc:SAML:2.0:status:PartialLogout',
  requestDenied: 'urn:oasis:names:tc:SAML:2.0:status:RequestDenied',
  requestUnsupported: 'urn:oasis:names:tc:SAML:2.0:status:RequestUnsupported',
  unknownPrincipal: 'urn:oasis:names:tc:SAML:2.0:status:UnknownPrincipal',
  unsupportedBinding: 'urn:oasis:names:tc:SAML:2.0:status:UnsupportedBinding',
} as const;

export type StatusCode = (typeof STATUS)[keyof typeof STATUS];

export const BINDING_URIS = {
  redirect: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
  post: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
} as const;

export type Binding = keyof typeof BINDING_URIS;

/** Authentication context classes (SAML 2.0 authn-context §3.4), and the names that AD FS takes for them. */
export const AUTHN_CONTEXT = {
  unspecified: 'urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified',
  password: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
  passwordProtectedTransport: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
  tlsClient: 'urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient',
  x509: 'urn:oasis:names:tc:SAML:2.0:ac:classes:X509',
  multipleAuthn: 'http://schemas.microsoft.com/claims/multipleauthn',
  microsoftPassword: 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password',
  microsoftTlsClient: 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/tlsclient',
  microsoftX509: 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/x509',
} as const;

/** Claim types; as attribute names they are written whole. */
export const CLAIMS: Readonly<
  Record<keyof typeof FEDERATION_CLAIMS | 'emailAddress' | 'name' | 'idpEmail', string>
> = {
  ...FEDERATION_CLAIMS,
  emailAddress: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  name: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
  /** The user principal name, as Entra reads it from a SAML 2.0 assertion. */
  idpEmail: 'IDPEmail',
};

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
