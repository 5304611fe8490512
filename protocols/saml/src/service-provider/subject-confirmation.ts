import { type FederatedDomain, isAllowed, MAX_CLOCK_SKEW_SECONDS, pass, refuse } from '@signet/federation';
import { type Evidence, formatTime, type UnixSeconds } from '@signet/pki';
import type { Saml20Assertion } from '@signet/xml';

/**
 * Delivered where it was made for, in answer to the one request that this browser waits for. A partner of whom that
 * is let pass may name no request; which one it answers is then what RelayState and the browser's cookie say.
 */
export function checkSubjectConfirmation(
  { subjectConfirmation }: Saml20Assertion,
  domain: FederatedDomain,
  expected: {
    readonly recipients: readonly string[];
    readonly inResponseTo: string;
    readonly now: UnixSeconds;
  },
  evidence: Evidence,
): void {
  const { recipient, inResponseTo, notBefore, notOnOrAfter } = subjectConfirmation;
  const subject = {
    check: 'assertion-subject-confirmation',
    rule: 'SAML 2.0 profiles §4.1.4.3',
    object: `recipient ${recipient.slice(0, 256)}`,
  };
  const fail = (detail: string): never => refuse(evidence, subject, 'assertion-invalid', detail);
  if (!expected.recipients.includes(recipient)) fail(`The Recipient must be ${expected.recipients[0]}.`);
  const isUnnamed = inResponseTo === undefined && isAllowed(domain, 'no-in-response-to');
  if (inResponseTo !== expected.inResponseTo && !isUnnamed) {
    fail('It answers another request than the one of this browser, or none.');
  }
  if (notBefore !== undefined && notBefore > expected.now + MAX_CLOCK_SKEW_SECONDS) {
    fail(`It must not be delivered before ${formatTime(notBefore)}: compare the clocks of both servers.`);
  }
  if (expected.now >= notOnOrAfter + MAX_CLOCK_SKEW_SECONDS) {
    fail(`It had to be delivered by ${formatTime(notOnOrAfter)}: compare the clocks of both servers.`);
  }
  pass(evidence, subject, 'It answers the request of this browser, at the address that it was made for.');
}
