import type { CrlCheckName } from './crl-check.ts';

/** Why a certificate could not be shown to be good: the names that Signet's sign-in codes give to the same faults. */
export type CrlFailure = 'crl-unreachable' | 'crl-expired' | 'crl-signature-invalid' | 'crl-unusable';

/** What the failure of each check comes to, for sign-in, CLI and offline verification alike. */
export const CRL_FAILURES: Readonly<Record<CrlCheckName, CrlFailure>> = {
  'crl-signer': 'crl-signature-invalid',
  'crl-key-identifier': 'crl-signature-invalid',
  'crl-key-usage': 'crl-signature-invalid',
  'crl-critical-extensions': 'crl-unusable',
  'crl-algorithm': 'crl-signature-invalid',
  'crl-signature': 'crl-signature-invalid',
  'crl-issuer': 'crl-unusable',
  'crl-this-update': 'crl-unusable',
  'crl-next-update': 'crl-expired',
  'crl-complete': 'crl-unusable',
  'crl-distribution-point': 'crl-unusable',
  'crl-scope': 'crl-unusable',
  'crl-reasons': 'crl-unusable',
  'crl-delta': 'crl-unusable',
  'crl-entry': 'crl-unusable',
};
