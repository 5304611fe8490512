import { MAX_CLOCK_SKEW_SECONDS, pass, refuse } from '@signet/federation';
import { type Evidence, formatTime, type UnixSeconds } from '@signet/pki';
import type { Saml20Assertion } from '@signet/xml';

/** Delivered where it was made for, in answer to the one request that this browser waits for. */
export function checkSubjectConfirmation(
  { subjectConfirmation }: Saml20Assertion,
  expected: {
    readonly recipients: readonly string[];
    readonly inResponseTo: string;
    readonly now: UnixSeconds;
  },
  evidence: Evidence,
): void {
  const { recipient, inResponseTo, notOnOrAfter } = subjectConfirmation;
  const subject = {
    check: 'assertion-subject-confirmation',
    rule: 'SAML 2.0 profiles §4.1.4.3',
    object: `recipient ${recipient.slice(0, 256)}`,
  };
  const fail = (detail: string): never => refuse(evidence, subject, 'assertion-invalid', detail);
  if (!expected.recipients.includes(recipient)) fail(`The Recipient must be ${expected.recipients[0]}.`);
  if (inResponseTo !== expected.inResponseTo)
    fail('It answers another request than the one of this browser, or none.');
  if (expected.now >= notOnOrAfter + MAX_CLOCK_SKEW_SECONDS) {
    fail(`It had to be delivered by ${formatTime(notOnOrAfter)}: compare the clocks of both servers.`);
  }
  pass(evidence, subject, 'It answers the request of this browser, at the address that it was made for.');
}
