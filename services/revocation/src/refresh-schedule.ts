import { type CertificateList, type UnixSeconds, validUntil } from '@signet/pki';
import type { RevocationLimits } from './limits.ts';

/**
 * When a CRL is asked for again in the background: at Next CRL Publish when the CA says so (CRL process of Entra CBA),
 * else in the last fifth of its life, and in any case `pollSeconds` after the last look, so that a CRL published
 * ahead of time is seen. `url` sets the place within the window, so that the CRLs of many CAs are not asked for
 * in one second, by every process in the same order.
 */
export function nextRefreshAt(
  crl: CertificateList,
  lookedAt: UnixSeconds,
  url: string,
  { pollSeconds }: Pick<RevocationLimits, 'pollSeconds'>,
): UnixSeconds {
  const end = validUntil(crl);
  const { nextCRLPublish } = crl.extensions;
  const usesPublish = nextCRLPublish !== undefined && nextCRLPublish > lookedAt && nextCRLPublish < end;
  const start = usesPublish ? nextCRLPublish : end - Math.floor((end - crl.thisUpdate) * LAST_PART_OF_LIFE);
  const span = Math.min((end - start) / 2, LONGEST_SPREAD_SECONDS);
  const within = start + Math.floor(span * fractionOf(url));
  const gap = Math.min((end - crl.thisUpdate) * SHORTEST_GAP_OF_LIFE, SHORTEST_GAP_SECONDS);
  return Math.min(Math.max(within, lookedAt + Math.floor(gap)), lookedAt + pollSeconds);
}

/**
 * Whether something happened less than so long ago. What lies in the future was noted by a clock that has been set back since:
 * then nothing is known of it, for it would otherwise count until the clock is there again.
 */
export function isRecent(at: UnixSeconds | undefined, seconds: number, now: UnixSeconds): boolean {
  return at !== undefined && at <= now && now - at < seconds;
}

/** A number from 0 up to 1 that depends on the text alone. */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}

const LAST_PART_OF_LIFE = 0.2;

/** Long enough to spread hundreds of downloads, short beside the hours for which a CRL is late when it is late. */
const LONGEST_SPREAD_SECONDS = 600;

/** While a new CRL is late the host is asked again after five minutes, or a twentieth of a short life. */
const SHORTEST_GAP_SECONDS = 300;
const SHORTEST_GAP_OF_LIFE = 0.05;
