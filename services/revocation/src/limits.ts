import type { AddressPolicy } from './address-policy.ts';

/** What a fetch and the life of a cached CRL may cost. Every figure can be set; the defaults are below. */
export interface RevocationLimits {
  /** Bytes of one download while somebody waits to sign in: of the body, after any decompression. */
  readonly maxBytes: number;
  /** Name look-up, connection, redirects and body together, while somebody waits. */
  readonly timeLimitMilliseconds: number;
  /** The same for downloads that nobody waits for: ahead of nextUpdate, by hand, and after one that was cut short. */
  readonly backgroundMaxBytes: number;
  readonly backgroundTimeLimitMilliseconds: number;
  readonly maxRedirects: number;
  readonly addresses: AddressPolicy;
  /** After a failed download the same failure is told for this long without asking the host again. */
  readonly retryAfterFailureSeconds: number;
  /** At most one refetch for `publishedAfter` per CA in this time. */
  readonly refetchForValidFromSeconds: number;
  /** In the background a CRL is asked for at least this often, whatever its nextUpdate. */
  readonly pollSeconds: number;
  /** How often the background looks for CRLs that are due. */
  readonly sweepSeconds: number;
  /** While the list in use is current, the store is asked at most this often whether another process has a newer one. */
  readonly lookAgainMilliseconds: number;
}

export const DEFAULT_LIMITS: RevocationLimits = Object.freeze({
  // CRL process of Entra CBA: 20 MB and 10 s while somebody waits to sign in; read as 20 MiB, the generous way.
  maxBytes: 20 * 1024 * 1024,
  timeLimitMilliseconds: 10_000,
  // Entra CBA tells of 45 MB and of 65 MB; 65 MB at 10 Mbit/s take 55 seconds.
  backgroundMaxBytes: 65 * 1024 * 1024,
  backgroundTimeLimitMilliseconds: 60_000,
  // Load balancers add one hop and http→https another; more is a loop or a tour of the intranet.
  maxRedirects: 3,
  addresses: 'public',
  // Shorter than a person takes to try again, longer than the sign-ins of one second.
  retryAfterFailureSeconds: 5,
  // A user whose sessions were ended can knock all day: the CRL host is asked twelve times a minute at most.
  refetchForValidFromSeconds: 5,
  // An unchanged CRL costs one request with an empty answer; a revocation waits an hour at most to be pushed.
  pollSeconds: 3600,
  sweepSeconds: 30,
  // Less than a sign-in takes: what another process fetched counts from then on. Asked at each of a thousand sign-ins
  // a second, the store would cost more than the look-up in the list.
  lookAgainMilliseconds: 500,
});
