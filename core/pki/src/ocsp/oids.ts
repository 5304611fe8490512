/** Identifiers of RFC 6960 §4.2.1 and §4.4. */
export const OCSP = {
  basic: '1.3.6.1.5.5.7.48.1.1',
  nonce: '1.3.6.1.5.5.7.48.1.2',
  nocheck: '1.3.6.1.5.5.7.48.1.5',
  extendedRevoke: '1.3.6.1.5.5.7.48.1.9',
  signing: '1.3.6.1.5.5.7.3.9',
} as const;
