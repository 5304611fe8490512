/** The words of SAML 1.1 that appear on the wire (AD FS). */
export const SAML11 = {
  assertion: 'urn:oasis:names:tc:SAML:1.0:assertion',
  bearer: 'urn:oasis:names:tc:SAML:1.0:cm:bearer',
  unspecifiedFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
  /** AuthenticationMethod: TLS client certificate. */
  tlsClient: 'urn:ietf:rfc:2246',
  /** AuthenticationMethod: X.509 signature in the message. */
  x509: 'urn:oasis:names:tc:SAML:1.0:am:X509-PKI',
  password: 'urn:oasis:names:tc:SAML:1.0:am:password',
} as const;
