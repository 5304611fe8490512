import type { CertificateList, RevokedCertificate } from './types.ts';

/**
 * Whether an entry of this list revokes: all do but `removeFromCRL` on a delta, which takes a hold back or an expired
 * certificate off. RFC 5280 §5.3.1 lets it stand on deltas only; on a complete list, where it means nothing, whoever
 * is listed is revoked.
 */
export function revokes(crl: CertificateList, { reason }: Pick<RevokedCertificate, 'reason'>): boolean {
  return reason !== 'removeFromCRL' || !isDelta(crl);
}

/** RFC 5280 §5.2.4: deltaCRLIndicator makes a list a delta. */
export function isDelta({ extensions }: CertificateList): boolean {
  return extensions.deltaCRLIndicator !== undefined;
}
