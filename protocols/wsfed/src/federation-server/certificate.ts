import type { CertificateFound, CertificateStep } from '@signet/http';
import type { WsignInRequest } from './sign-in-request.ts';

export type CertificateResult = CertificateFound<WsignInRequest>;

/** The certificate's part of a WS-Federation sign-in. */
export const CERTIFICATE_STEP: CertificateStep = {
  awaiting: 'wsfed-awaiting-certificate',
  found: 'wsfed-certificate-result',
  certificatePath: '/adfs/ls/certauth',
  completePath: '/adfs/ls/',
};
