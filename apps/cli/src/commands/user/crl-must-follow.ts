/** Entra CBA with federation: what has to happen beside it for a revocation to last. */
export const CRL_MUST_FOLLOW =
  'Until the certificate authority publishes a CRL dated later, new sign-ins by certificate are refused as well (AADSTS500178); a certificate that this CRL lists stays out for good.';
