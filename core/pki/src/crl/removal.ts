import type { CertificateList, RevokedCertificate } from './types.ts';

/**
 * Whether an entry of this list revokes: all do but `removeFromCRL` on a delta, which takes a hold back or an expired
 * certificate off. RFC 5280 §5.3.1 lets it stand on deltas only; on a complete list, where it means nothing, whoever
 * is listed is revoked.
 */
export function revokes(crl: CertificateList, { reason }: Pick<RevokedCertificate, 'reason'>): boolean {
  return reason !== 'removeFromCRL' || !isDelta(crl);
}

/**
 * Of the entries for one certificate the one that counts. More than one is the CA's mistake: the reading that refuses
 * the certificate is the safe one.
 */
export function chooseEntry(entries: readonly RevokedCertificate[]): RevokedCertificate | undefined {
  return entries.find(({ reason }) => reason !== 'removeFromCRL') ?? entries[0];
}

/** RFC 5280 §5.2.4: deltaCRLIndicator makes a list a delta. */
export function isDelta({ extensions }: CertificateList): boolean {
  return extensions.deltaCRLIndicator !== undefined;
}
