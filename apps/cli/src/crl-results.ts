import { remedyOfCrl } from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { Services } from '@signet/server';
import { timeOrNull } from './terminal/print.ts';

export type RefreshResult = Awaited<ReturnType<Services['revocation']['refresh']>>[number];
export type FailedRefresh = Extract<RefreshResult, { readonly outcome: 'failed' }>;
export type CrlStatus = Awaited<ReturnType<Services['revocation']['status']>>[number];
export type CrlFacts = NonNullable<CrlStatus['crl']>;

/** What came of one download, as `--json` prints it. */
export function refreshResultToJson(result: RefreshResult): Readonly<Record<string, unknown>> {
  const { part, url, outcome } = result;
  return result.outcome === 'failed'
    ? { part, url, outcome, failure: result.failure, reason: result.reason, remedy: remedyOfRefresh(result) }
    : { part, url, outcome, crl: crlToJson(result.crl) };
}

/** By what was wrong with the list. */
export function remedyOfRefresh({ failure, fault }: FailedRefresh): string {
  return remedyOfCrl(failure, fault);
}

/** A CRL as every command prints it with `--json`; `signet crl inspect` adds to it. */
export interface CrlJson {
  readonly issuer: string;
  readonly crlNumber: string | null;
  readonly baseCrlNumber: string | null;
  readonly thisUpdate: string;
  readonly nextUpdate: string | null;
  readonly nextPublish: string | null;
  /** How many there are. */
  readonly entries: number;
  readonly bytes: number;
}

export function crlToJson(crl: CrlFacts): CrlJson {
  return {
    issuer: crl.issuer,
    crlNumber: crl.crlNumber ?? null,
    baseCrlNumber: crl.baseCrlNumber ?? null,
    thisUpdate: formatTime(crl.thisUpdate),
    nextUpdate: timeOrNull(crl.nextUpdate),
    nextPublish: timeOrNull(crl.nextPublish),
    entries: crl.entries,
    bytes: crl.bytes,
  };
}
