import { type Check, formatTime, type OcspRevocationStatus, type UnixSeconds } from '@signet/pki';
import type { CachedAnswer } from './answer-cache.ts';

/**
 * The same answer, whose evidence says that it is a kept one: whoever has revoked a certificate since would otherwise
 * look for the fault at the responder. The age is that of what it tells, which counts from thisUpdate.
 */
export function tellKept({ answer, until }: CachedAnswer, now: UnixSeconds): OcspRevocationStatus {
  const thisUpdate = answer.validity?.thisUpdate ?? now;
  const age = describeAge(now - thisUpdate);
  const kept = `This answer is kept from an earlier question and tells how things stood ${age} ago, at ${formatTime(thisUpdate)}; the responder is asked again from ${formatTime(until)}.`;
  const tell = (check: Check): Check =>
    check.check === 'ocsp-entry'
      ? {
          ...check,
          detail: `${check.detail} ${kept}`,
          facts: { ...check.facts, keptUntil: formatTime(until) },
        }
      : check;
  return { ...answer, checks: answer.checks.map(tell) };
}

function describeAge(seconds: number): string {
  const whole = Math.max(0, seconds);
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min`;
}
