import { SAML11 } from '@signet/xml';

/** How the person proved who they are to the federation server. */
export type ProvenBy = 'tls-certificate' | 'message-signature' | 'password';

/** The claim-style names of authentication methods (AD FS). */
export const METHOD_PASSWORD =
  'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password';
export const METHOD_TLS_CLIENT =
  'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/tlsclient';
/** A certificate whose key signed a message, without TLS client authentication. */
const METHOD_X509 = 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/x509';

/** More than one factor; Microsoft's published pages print `https`, the wire has `http`. */
export const MULTIPLE_AUTHN = 'http://schemas.microsoft.com/claims/multipleauthn';
/** Windows integrated authentication, or more than one factor: Entra takes it for the latter. */
export const WIA_OR_MULTI_AUTHN = 'http://schemas.microsoft.com/claims/wiaormultiauthn';

/** The claim-style name and its SAML 1.1 twin. */
export const METHODS: Readonly<
  Record<ProvenBy, { readonly reference: string; readonly authenticationMethod: string }>
> = {
  'tls-certificate': { reference: METHOD_TLS_CLIENT, authenticationMethod: SAML11.tlsClient },
  'message-signature': { reference: METHOD_X509, authenticationMethod: SAML11.x509 },
  password: { reference: METHOD_PASSWORD, authenticationMethod: SAML11.password },
};

/**
 * Whether a method URI (`wauth`, AuthenticationMethod, authnmethodsreferences) means a certificate. Microsoft's
 * published pages print `https://schemas…` where the wire has `http://schemas…`, so either is taken. Case and
 * white space around do not matter: a method that is missed lets a sign-in by certificate pass for another,
 * without the claims that revocation is asked by.
 */
export function isCertificateMethod(uri: string): boolean {
  return CERTIFICATE_METHODS.has(normalise(uri));
}

/** The same for a request for more than one factor. Not for what a partner says was taken, which gives more. */
export function isMultiFactorMethod(uri: string): boolean {
  return normalise(uri) === MULTIPLE_AUTHN;
}

function normalise(uri: string): string {
  return uri
    .trim()
    .toLowerCase()
    .replace(/^https:\/\/schemas\./, 'http://schemas.');
}

/** In lower case. */
const CERTIFICATE_METHODS: ReadonlySet<string> = new Set([
  'urn:ietf:rfc:2246',
  'urn:oasis:names:tc:saml:1.0:am:x509-pki',
  ...['tlsclient', 'x509', 'smartcard', 'smartcardpki', 'softwarepki'].map(
    (name) => `urn:oasis:names:tc:saml:2.0:ac:classes:${name}`,
  ),
  ...['tlsclient', 'x509', 'smartcard', 'smartcardpki'].map(
    (name) => `http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/${name}`,
  ),
]);
