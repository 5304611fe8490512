import type { Clock, RevocationAnswer, RevocationFailure, RevocationQuery } from '@signet/identity';
import {
  ALL_REASONS,
  type CertificateList,
  type Check,
  type CrlLookupResult,
  formatTime,
  lookUpRevocation,
  type UnixSeconds,
} from '@signet/pki';
import { failureOfCheck } from './acceptance.ts';
import type { CrlSource, Obtained } from './crl-source.ts';
import type { CaSources } from './crl-sources.ts';
import { decide, type Outcome } from './decision.ts';
import { distributionPointOf } from './distribution-point.ts';
import { describeHeld, type HeldCrl, isCurrent } from './held-crl.ts';
import { waitAtMost } from './waiting.ts';

/** One question with what answering it needs. */
export interface CheckContext {
  readonly query: RevocationQuery;
  readonly sources: CaSources;
  readonly clock: Clock;
  /** Downloads both parts anew, unless that was done a moment ago. */
  readonly refetch: () => Promise<void>;
}

/**
 * Looks the serial up in what is current. Only when that does not say «revoked» and is too old for the user, or
 * base and delta do not belong together, both are downloaded anew and looked at once more.
 */
export async function checkRevocation(context: CheckContext): Promise<RevocationAnswer> {
  const first = await examine(context);
  if (!first.mightBeStale) return decide(context.query.authority, first.outcome, first.checks);
  await context.refetch();
  const second = await examine(context);
  return decide(context.query.authority, second.outcome, second.checks);
}

interface Examination {
  readonly outcome: Outcome;
  readonly checks: readonly Check[];
  /** A newer CRL could change the outcome. */
  readonly mightBeStale: boolean;
}

async function examine(context: CheckContext): Promise<Examination> {
  const { sources } = context;
  const [heldBase, heldDelta] = [sources.base.atHand, sources.delta?.atHand];
  if (heldBase !== undefined && (sources.delta === undefined || heldDelta !== undefined)) {
    const found = examineLists(context, heldBase, heldDelta);
    if (found.outcome.row === 'listed' || found.outcome.row === 'not-listed') return found;
  }
  const coming = sources.delta?.obtain();
  // Whoever is listed is answered without it; told where it is waited for.
  coming?.catch(() => undefined);
  const base = await sources.base.obtain();
  return (await findListed(context, base, coming)) ?? examineLists(context, base, await coming);
}

/**
 * A listing of the base is final unless a delta takes it back, and a delta takes back holds alone (RFC 5280 §5.3.1):
 * so nobody who is revoked stays in because the server of the delta hangs.
 */
async function findListed(
  context: CheckContext,
  base: Obtained,
  coming: Promise<Obtained> | undefined,
): Promise<Examination | undefined> {
  const { delta } = context.sources;
  if ('failure' in base || delta === undefined || coming === undefined) return undefined;
  const now = context.clock.now();
  const { entry } = lookUp(context, base.held.crl, undefined, now);
  if (entry === undefined) return undefined;
  if (
    entry.reason === 'certificateHold' &&
    (await waitAtMost(coming, HOLD_PATIENCE_MILLISECONDS)) !== undefined
  )
    return undefined;
  const held = await delta.find();
  if (held !== undefined && isCurrent(held, now)) {
    const both = examineLists(context, base, { held, origin: 'cached' });
    // What does not fit the base says nothing against it.
    if (both.outcome.row === 'listed' || both.outcome.row === 'not-listed') return both;
  }
  return examineLists(context, base, undefined);
}

function examineLists(context: CheckContext, base: Obtained, delta: Obtained | undefined): Examination {
  const { sources } = context;
  // Read after the download: a list that was published while it ran is not from the future.
  const now = context.clock.now();
  const checks = [...obtainedChecks(sources.base, base, now)];
  if (sources.delta !== undefined && delta !== undefined) {
    checks.push(...obtainedChecks(sources.delta, delta, now));
  }
  if ('failure' in base) return failed(base.failure, base.reason, checks);
  const deltaList = delta !== undefined && 'held' in delta ? delta.held.crl : undefined;
  const result = lookUp(context, base.held.crl, deltaList, now);
  checks.push(...result.checks);
  // Base and delta must both be there, but a listing on either is a listing.
  if (result.entry !== undefined) {
    return { outcome: { row: 'listed', entry: result.entry }, checks, mightBeStale: false };
  }
  if (delta !== undefined && 'failure' in delta) return failed(delta.failure, delta.reason, checks);
  if (result.fault !== undefined) return unusable(result.fault.detail, result, checks);
  if (result.reasons.size < ALL_REASONS.size)
    return unusable('It covers some reasons for revocation only.', result, checks);
  const effective = result.deltaInForce && deltaList !== undefined ? deltaList : base.held.crl;
  return judgeEffectiveDate(context.query.publishedAfter, effective, checks);
}

function lookUp(
  { query, sources }: CheckContext,
  complete: CertificateList,
  delta: CertificateList | undefined,
  now: UnixSeconds,
): CrlLookupResult {
  const { serialNumber, subjectIsCA } = query;
  const { issuer, url } = sources.base;
  const distributionPoint = distributionPointOf(query, complete, url);
  const target = { serialNumber, issuer: issuer.subject, isCA: subjectIsCA, distributionPoint };
  return lookUpRevocation({ target, complete, time: now, ...(delta !== undefined && { delta }) });
}

/** Entra CBA with federation: a CRL not later than the user's valid-from may miss the revocation that it was set for. */
function judgeEffectiveDate(
  publishedAfter: UnixSeconds | undefined,
  { thisUpdate }: CertificateList,
  checks: readonly Check[],
): Examination {
  if (publishedAfter === undefined) return { outcome: { row: 'not-listed' }, checks, mightBeStale: false };
  const later = thisUpdate > publishedAfter;
  const facts = { effectiveDate: formatTime(thisUpdate), validFrom: formatTime(publishedAfter) };
  const relation = later ? 'later than' : 'not later than';
  const check: Check = {
    check: 'crl-effective-date',
    rule: 'Entra CBA: CRL Effective Date later than StsRefreshTokensValidFrom',
    object: 'Effective Date of the CRL',
    result: later ? 'pass' : 'fail',
    detail: `${facts.effectiveDate} is ${relation} ${facts.validFrom}, from which the user’s sessions are valid.`,
    facts,
  };
  const all = [...checks, check];
  if (later) return { outcome: { row: 'not-listed' }, checks: all, mightBeStale: false };
  const outcome = { row: 'crl-older-than-valid-from', reason: check.detail } as const;
  return { outcome, checks: all, mightBeStale: true };
}

function failed(row: RevocationFailure, reason: string, checks: Check[]): Examination {
  return { outcome: { row, reason }, checks, mightBeStale: false };
}

// A delta that starts from a newer base than ours: the base on the server is likely to be that one.
function unusable(reason: string, { fault }: CrlLookupResult, checks: Check[]): Examination {
  const row = fault === undefined ? 'crl-unusable' : failureOfCheck(fault.check);
  return { outcome: { row, reason }, checks, mightBeStale: fault?.check === 'crl-delta' };
}

function obtainedChecks(source: CrlSource, obtained: Obtained, now: UnixSeconds): readonly Check[] {
  const subject = {
    check: `crl-${source.part}-download`,
    rule: 'Entra CBA: CRL from the URL configured on the CA',
    object: `${source.part} CRL ${source.url}`,
  };
  if ('failure' in obtained) {
    const { failure, fault } = obtained;
    const facts = { url: source.url, failure, ...(fault !== undefined && { fault }) };
    return [{ ...subject, result: 'fail', detail: obtained.reason, facts }];
  }
  const { lastError } = source;
  const { held, origin } = obtained;
  const written = WRITTEN.get(held);
  if (written?.now === now && written.lastError === lastError && written.origin === origin)
    return written.checks;
  const facts = {
    url: source.url,
    origin,
    ...describeHeld(held, now),
    ...(lastError !== undefined && { lastError: lastError.reason }),
  };
  const found = origin === 'cached' ? 'A current CRL is cached.' : 'The CRL was downloaded for this check.';
  const detail = lastError === undefined ? found : `${found} The last refresh failed. ${lastError.reason}`;
  const checks: readonly Check[] = [{ ...subject, result: 'pass', detail, facts }, ...held.checks];
  WRITTEN.set(held, { now, lastError, origin, checks });
  return checks;
}

/** For the word of the delta on a certificate on hold: more than a download takes, less than anybody minds. */
const HOLD_PATIENCE_MILLISECONDS = 500;

interface Written {
  readonly now: UnixSeconds;
  readonly lastError: CrlSource['lastError'];
  readonly origin: 'cached' | 'downloaded';
  readonly checks: readonly Check[];
}

/** Every sign-in of the same second finds the same of a list. */
const WRITTEN = new WeakMap<HeldCrl, Written>();
