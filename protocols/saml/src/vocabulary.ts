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

const CLASSES = 'urn:oasis:names:tc:SAML:2.0:ac:classes:';
const MICROSOFT_METHODS = 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/';

/** Authentication context classes (SAML 2.0 authn-context §3.4), and the names that AD FS takes for them. */
export const AUTHN_CONTEXT = {
  unspecified: 'urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified',
  password: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
  passwordProtectedTransport: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
  tlsClient: 'urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient',
  x509: 'urn:oasis:names:tc:SAML:2.0:ac:classes:X509',
  microsoftPassword: 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password',
  microsoftTlsClient: 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/tlsclient',
  microsoftX509: 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/x509',
} as const;

/** Whether a class says that the person proved a certificate's key; without regard to case, as with `wauth`. */
export function isCertificateClass(uri: string): boolean {
  return CERTIFICATE_CLASSES.has(uri.trim().toLowerCase());
}

const CERTIFICATE_CLASSES: ReadonlySet<string> = new Set(
  [
    ...['TLSClient', 'X509', 'Smartcard', 'SmartcardPKI', 'SoftwarePKI'].map((name) => CLASSES + name),
    ...['tlsclient', 'x509', 'smartcard', 'smartcardpki'].map((name) => MICROSOFT_METHODS + name),
    'urn:ietf:rfc:2246',
    'urn:oasis:names:tc:SAML:1.0:am:X509-PKI',
  ].map((uri) => uri.toLowerCase()),
);

/** Claim types; as attribute names they are written whole. */
export const CLAIMS = {
  userPrincipalName: 'http://schemas.xmlsoap.org/claims/UPN',
  immutableId: 'http://schemas.microsoft.com/LiveID/Federation/2008/05/ImmutableID',
  emailAddress: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  name: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
  serialNumber: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/serialnumber',
  issuer: 'http://schemas.microsoft.com/2012/12/certificatecontext/field/issuer',
  authenticationMethodsReferences: 'http://schemas.microsoft.com/claims/authnmethodsreferences',
  /** The user principal name, as Entra reads it from a SAML 2.0 assertion. */
  idpEmail: 'IDPEmail',
} as const;

/** How Entra, and so our token service, is named at its federation partners: Issuer of requests, and audience. */
export const CLOUD_ENTITY = 'urn:federation:MicrosoftOnline';

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
