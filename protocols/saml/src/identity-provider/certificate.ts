import type { CertificateFound, CertificateStep } from '@signet/http';
import type { SamlSignInRequest } from './sign-in-request.ts';

export type CertificateResult = CertificateFound<SamlSignInRequest>;

/** The certificate's part of a SAML sign-in. */
export const CERTIFICATE_STEP: CertificateStep = {
  awaiting: 'saml-awaiting-certificate',
  found: 'saml-certificate-result',
  certificatePath: '/adfs/saml/certauth',
  completePath: '/adfs/saml/complete',
};
