import type { UnixSeconds } from '@signet/pki';
import type { Refreshed } from './crl-download.ts';
import type { CrlSource } from './crl-source.ts';
import { crlFacts, isCurrent } from './held-crl.ts';
import type { CrlStatus, RefreshResult } from './types.ts';

/** What came of a download, for people. */
export function refreshResult({ part, url }: CrlSource, refreshed: Refreshed): RefreshResult {
  if (refreshed.outcome !== 'failed')
    return { part, url, outcome: refreshed.outcome, crl: crlFacts(refreshed.held.crl) };
  const { outcome, failure, fault, reason } = refreshed;
  return { part, url, outcome, failure, fault, reason };
}

/** What is held for a URL. */
export async function statusOf(source: CrlSource, now: UnixSeconds): Promise<Omit<CrlStatus, 'lastPush'>> {
  const held = await source.find();
  const { part, url } = source;
  const lastError = await source.findLastError();
  if (held === undefined) {
    const absent = { crl: undefined, downloadedAt: undefined, nextRefresh: undefined };
    return { part, url, state: 'absent', ...absent, lastError };
  }
  return {
    part,
    url,
    state: isCurrent(held, now) ? 'valid' : 'expired',
    crl: crlFacts(held.crl),
    downloadedAt: held.downloadedAt,
    nextRefresh: await source.nextRefresh(),
    lastError,
  };
}
