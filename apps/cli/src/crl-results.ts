import type { Services } from '@signet/server';
import { timeOrNull } from './terminal/print.ts';

export type RefreshResult = Awaited<ReturnType<Services['revocation']['refresh']>>[number];
export type CrlStatus = Awaited<ReturnType<Services['revocation']['status']>>[number];
export type CrlFacts = NonNullable<CrlStatus['crl']>;

export function refreshResultToJson(result: RefreshResult): Readonly<Record<string, unknown>> {
  const { part, url, outcome } = result;
  return result.outcome === 'failed'
    ? { part, url, outcome, failure: result.failure, reason: result.reason }
    : { part, url, outcome, crl: crlToJson(result.crl) };
}

export function crlToJson(crl: CrlFacts): Readonly<Record<string, unknown>> {
  return {
    issuer: crl.issuer,
    crlNumber: crl.crlNumber ?? null,
    baseCrlNumber: crl.baseCrlNumber ?? null,
    thisUpdate: timeOrNull(crl.thisUpdate),
    nextUpdate: timeOrNull(crl.nextUpdate),
    nextPublish: timeOrNull(crl.nextPublish),
    entries: crl.entries,
    bytes: crl.bytes,
  };
}
