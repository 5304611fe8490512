import type { AssertionFault } from '../client-assertion/verify.ts';

/** Why a client did not prove itself, in the words of the sign-in log. */
export const CLIENT_FAULTS: Readonly<Record<ClientFault, AssertionFault>> = {
  'application-unknown': {
    code: 'application-unknown',
    rule: 'RFC 6749 §3.2.1',
    detail: 'No application of this tenant has this client_id.',
  },
  'client-is-public': {
    code: 'client-is-public',
    rule: 'RFC 6749 §2.3',
    detail: 'The application has no secret and no certificate, but proof came with the request.',
  },
  'client-authentication-missing': {
    code: 'client-authentication-missing',
    rule: 'RFC 6749 §3.2.1',
    detail: 'The application has a secret or a certificate, but no proof came with the request.',
  },
  'client-secret-invalid': {
    code: 'client-secret-invalid',
    rule: 'RFC 6749 §2.3.1',
    detail: 'The secret is none of the application’s.',
  },
  'client-secret-expired': {
    code: 'client-secret-expired',
    rule: 'RFC 6749 §2.3.1',
    detail: 'The secret is past its end date.',
  },
  'client-assertion-malformed': {
    code: 'client-assertion-malformed',
    rule: 'RFC 7523 §3',
    detail: 'The client_assertion is no JWT of a kind that is accepted here.',
  },
  'client-key-unknown': {
    code: 'client-key-unknown',
    rule: 'RFC 7515 §4.1.7–8',
    detail: 'The certificate that the assertion names is not registered on the application.',
  },
  'client-certificate-unregistered': {
    code: 'client-key-unknown',
    rule: 'RFC 8705 §2.2',
    detail: 'The certificate of the TLS handshake is not registered on the application.',
  },
  'client-assertion-audience': {
    code: 'client-assertion-audience',
    rule: 'RFC 7523 §3 item 3',
    detail: 'The audience is neither the token endpoint nor the issuer of this tenant.',
  },
};

type ClientFault =
  | 'application-unknown'
  | 'client-is-public'
  | 'client-authentication-missing'
  | 'client-secret-invalid'
  | 'client-secret-expired'
  | 'client-assertion-malformed'
  | 'client-key-unknown'
  | 'client-certificate-unregistered'
  | 'client-assertion-audience';
