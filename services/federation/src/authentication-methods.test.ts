import { expect, it } from 'vitest';
import { isCertificateMethod, METHOD_PASSWORD, METHOD_TLS_CLIENT } from './authentication-methods.ts';

it.each([
  METHOD_TLS_CLIENT,
  'https://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/smartcardpki',
  'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/SmartCard',
  'urn:oasis:names:tc:SAML:1.0:am:X509-PKI',
  'urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI',
  'urn:oasis:names:tc:SAML:2.0:ac:classes:SoftwarePKI',
  'URN:IETF:RFC:2246',
  '\n      urn:ietf:rfc:2246\n    ',
])('takes %j for a certificate', (uri) => {
  expect(isCertificateMethod(uri)).toBe(true);
});

it.each([METHOD_PASSWORD, 'urn:oasis:names:tc:SAML:1.0:am:password', 'urn:ietf:rfc:2246:x', ''])(
  'does not take %j for one',
  (uri) => {
    expect(isCertificateMethod(uri)).toBe(false);
  },
);
