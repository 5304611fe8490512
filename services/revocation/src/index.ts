/**
 * services/revocation answers whether a certificate of a trusted CA is revoked (Entra CBA).
 *
 *   check ─▶ decision ─▶ source (base), source (delta) ─▶ memory ─▶ store ─▶ lease ─▶ fetcher ─▶ the CA's URL
 *                                                       ◀─ reader (in a thread when large) ◀─
 *   new CRL in use ─▶ push: sessions and grants of what it newly revokes end
 *
 * It owns the fetcher with its limits, the cache of CRLs in memory and in the directory, the rules by which
 * a new CRL replaces an old one, the refresh ahead of nextUpdate, one download at a time per URL over all
 * processes, and the push. URLs come from the CA record only, never from a certificate. `withOcsp` puts a CA's
 * responder behind it, for where the CRLs give no answer (docs/decisions, «OCSP is asked after the CRLs»). What the
 * CRL means is decided in `@signet/pki`. Whatever cannot be shown to be
 * good is `undetermined` with a code that says which step failed.
 */
export { type AddressPolicy, isAddressAllowed } from './address-policy.ts';
export {
  type CrlReader,
  type CrlReading,
  INLINE_READER,
} from './crl-reader.ts';
export { isCrlRequired } from './crl-requirement.ts';
export {
  createFetcher,
  type Fetcher,
  type FetchFailure,
  type FetchLimits,
  type FetchOptions,
  type FetchResult,
  type Validators,
} from './fetcher.ts';
export { crlFacts } from './held-crl.ts';
export { DEFAULT_LIMITS, type RevocationLimits } from './limits.ts';
export { createOcspClient, type OcspClient, type OcspClientOptions } from './ocsp/ocsp-client.ts';
export { withOcsp } from './ocsp/with-ocsp.ts';
export { type PushServices, pushRevocation } from './push-revocation.ts';
export { createRevocationService } from './revocation-service.ts';
export type * from './types.ts';
export { createWorkerReader } from './worker-reader.ts';
