/** The claim-style names of authentication methods (protocols.md §3.5). */
export const METHOD_PASSWORD =
  'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password';
export const METHOD_TLS_CLIENT =
  'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/tlsclient';

/**
 * Whether a method URI (`wauth`, AuthenticationMethod, authnmethodsreferences) means a certificate. Microsoft's
 * published pages print `https://schemas…` where the wire has `http://schemas…`, so either is taken.
 */
export function isCertificateMethod(uri: string): boolean {
  return CERTIFICATE_METHODS.has(uri.replace(/^https:\/\/schemas\./, 'http://schemas.'));
}

const CERTIFICATE_METHODS: ReadonlySet<string> = new Set([
  'urn:ietf:rfc:2246',
  'urn:oasis:names:tc:SAML:1.0:am:X509-PKI',
  'urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient',
  'urn:oasis:names:tc:SAML:2.0:ac:classes:X509',
  ...['tlsclient', 'x509', 'smartcard', 'smartcardpki'].map(
    (name) => `http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/${name}`,
  ),
]);
