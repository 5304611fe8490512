import { formatTime, type UnixSeconds } from '../time.ts';
import { equalNames } from '../x509/name-match.ts';
import { formatSerialNumber } from '../x509/serial-number.ts';
import type { DistributionPoint, ReasonFlag } from '../x509/types.ts';
import { type CrlCheck, type CrlVerdict, crlCheck, describeCrl, runChecks } from './crl-check.ts';
import { checkComplete, checkDelta } from './crl-delta.ts';
import {
  checkDistributionPoint,
  checkListIssuer,
  checkScope,
  coveredReasons,
  type RevocationTarget,
} from './crl-scope.ts';
import { checkNextUpdate, checkThisUpdate } from './crl-times.ts';
import { revokes } from './removal.ts';
import type { CertificateList, RevokedCertificate } from './types.ts';

export interface CrlLookup {
  readonly target: RevocationTarget;
  readonly complete: CertificateList;
  readonly delta?: CertificateList;
  readonly time: UnixSeconds;
}

export interface CrlLookupResult {
  readonly checks: readonly CrlCheck[];
  /** Why the lists say nothing of the target; then there is no entry and no reason is covered. */
  readonly fault: CrlCheck | undefined;
  /** The target is revoked. */
  readonly entry: RevokedCertificate | undefined;
  /** Absence of an entry is proof for these reasons only; all eight as a rule. */
  readonly reasons: ReadonlySet<ReasonFlag>;
  /** The delta was newer than the complete list and its changes were taken into account. */
  readonly deltaInForce: boolean;
}

/**
 * What one complete CRL, with a delta or without, says of a certificate: RFC 5280 §6.3.3 (a)–(e) and (i)–(l)
 * for one distribution point. Who signed the lists is `verifyCertificateList`'s part and must have been checked.
 */
export function lookUpRevocation({ target, complete, delta, time }: CrlLookup): CrlLookupResult {
  const lists = judgeLists(complete, delta, time);
  if (lists.fault !== undefined) return unanswered(lists.checks, lists.fault);
  const scope = judgeScope(complete, target);
  const checks = [...lists.checks, ...scope.checks];
  if (scope.fault !== undefined) return unanswered(checks, scope.fault);
  const deltaInForce = delta !== undefined && lists.checks.at(-1)?.result === 'pass';
  const { entry, check } = searchEntry(target, complete, deltaInForce ? delta : undefined);
  checks.push(check);
  return { checks, fault: undefined, entry, reasons: coveredReasons(complete, target), deltaInForce };
}

function unanswered(checks: readonly CrlCheck[], fault: CrlCheck): CrlLookupResult {
  return { checks, fault, entry: undefined, reasons: new Set(), deltaInForce: false };
}

/** What is found of the lists alone holds for every certificate that is asked for in the same second. */
function judgeLists(
  complete: CertificateList,
  delta: CertificateList | undefined,
  time: UnixSeconds,
): CrlVerdict {
  const known = JUDGED.get(complete);
  if (known !== undefined && known.time === time && known.delta === delta) return known.verdict;
  const verdict = runChecks([
    () => checkComplete(complete),
    ...[complete, ...(delta === undefined ? [] : [delta])].flatMap((crl) => [
      () => checkThisUpdate(crl, time),
      () => checkNextUpdate(crl, time),
    ]),
    ...(delta === undefined ? [] : [() => checkDelta(complete, delta)]),
  ]);
  JUDGED.set(complete, { delta, time, verdict });
  return verdict;
}

/** Whether the list speaks of the certificate: the same for all of one issuer and distribution point. */
function judgeScope(complete: CertificateList, target: RevocationTarget): CrlVerdict {
  const { issuer, isCA, distributionPoint } = target;
  const known = SCOPES.get(complete);
  if (known?.issuer === issuer && known.isCA === isCA && known.distributionPoint === distributionPoint)
    return known.verdict;
  const verdict = runChecks([
    () => checkListIssuer(complete, target),
    () => checkDistributionPoint(complete, target),
    () => checkScope(complete, target),
  ]);
  SCOPES.set(complete, { issuer, isCA, distributionPoint, verdict });
  return verdict;
}

interface ScopeVerdict extends Pick<RevocationTarget, 'issuer' | 'isCA'> {
  readonly distributionPoint: DistributionPoint | undefined;
  readonly verdict: CrlVerdict;
}

const SCOPES = new WeakMap<CertificateList, ScopeVerdict>();

interface Judged {
  readonly delta: CertificateList | undefined;
  readonly time: UnixSeconds;
  readonly verdict: CrlVerdict;
}

const JUDGED = new WeakMap<CertificateList, Judged>();

// RFC 5280 §6.3.3 (i)–(k): the delta has the newer word; removeFromCRL there takes back what the base says.
function searchEntry(
  target: RevocationTarget,
  complete: CertificateList,
  delta: CertificateList | undefined,
): { readonly entry: RevokedCertificate | undefined; readonly check: CrlCheck } {
  const changed = delta === undefined ? undefined : findTarget(delta, target);
  const found = changed ?? findTarget(complete, target);
  const list = changed !== undefined && delta !== undefined ? delta : complete;
  const rule = 'RFC 5280 §6.3.3 (i)–(k)';
  if (found === undefined) {
    const searched = delta === undefined ? '' : ` and not on ${describeCrl(delta)}`;
    const detail = `Serial number ${formatSerialNumber(target.serialNumber)} is not on the list${searched}.`;
    return { entry: undefined, check: crlCheck('crl-entry', rule, list, { result: 'pass', detail }) };
  }
  const facts = {
    serialNumber: formatSerialNumber(target.serialNumber),
    revocationDate: formatTime(found.revocationDate),
    reason: found.reason,
  };
  if (!revokes(list, found)) {
    const detail = 'The certificate is no longer on hold: the delta takes the entry back.';
    return { entry: undefined, check: crlCheck('crl-entry', rule, list, { result: 'pass', detail, facts }) };
  }
  const misplaced =
    found.reason === 'removeFromCRL' ? ', which only a delta CRL may say and counts for nothing' : '';
  const detail = `The certificate was revoked at ${facts.revocationDate}, reason ${found.reason}${misplaced}.`;
  return { entry: found, check: crlCheck('crl-entry', rule, list, { result: 'fail', detail, facts }) };
}

function findTarget(
  crl: CertificateList,
  { serialNumber, issuer }: RevocationTarget,
): RevokedCertificate | undefined {
  return crl.findEntry(serialNumber, (certificateIssuer) =>
    certificateIssuer === undefined
      ? equalNames(crl.issuer, issuer)
      : certificateIssuer.some((name) => name.kind === 'directoryName' && equalNames(name.name, issuer)),
  );
}
