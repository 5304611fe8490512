import type { CaName } from './types.ts';
import * as x509 from './x509.ts';

/**
 * Where the issuer's CRL and certificate are. Signet itself never follows them: the trusted store names the
 * CRL of each CA. Other systems do.
 */
export function crlAddresses(issuer: CaName, publisherUrl: string): readonly x509.Extension[] {
  return [
    new x509.CRLDistributionPointsExtension([`${publisherUrl}/crl/${issuer}.crl`]),
    new x509.AuthorityInfoAccessExtension({ caIssuers: `${publisherUrl}/ca/${issuer}.cer` }),
  ];
}

/** What every certificate that is no CA has. */
export function endEntityExtensions(keyEncipherment: boolean): readonly x509.Extension[] {
  const { digitalSignature, keyEncipherment: encipherment } = x509.KeyUsageFlags;
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(keyEncipherment ? digitalSignature | encipherment : digitalSignature, true),
  ];
}

export const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
export const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
