import type { CertificateReference, RevocationAnswer, User } from '@signet/identity';
import {
  type Certificate,
  type Evidence,
  formatName,
  formatSerialNumber,
  formatTime,
  negativeReadingOf,
  type UnixSeconds,
} from '@signet/pki';
import { codeOfPathFailure, judgePath } from './path-judgement.ts';
import { askKeyHolders } from './revocation-question.ts';
import { Refusal, type SignInServices, type TrustedAuthority } from './sign-in-request.ts';
import type { TrustStore } from './trust-store.ts';

/**
 * Asks revocation for a certificate of which only issuer and serial are known: at each redemption, and for
 * the two claims of a federation token (Entra CBA with federation). The CA itself must still have a good path.
 */
export async function checkReferenceRevocation(
  question: {
    readonly reference: Pick<CertificateReference, 'issuer' | 'serialNumber' | 'notAfter'>;
    readonly authority: TrustedAuthority;
    readonly trustStore: TrustStore;
    readonly user: User;
    readonly now: UnixSeconds;
  },
  services: SignInServices,
  evidence: Evidence,
): Promise<void> {
  const { reference, authority, trustStore, user, now } = question;
  if (authority.record.isRootAuthority) checkRootValidity(authority.certificate, now, evidence);
  else {
    const verdict = await judgePath(
      { leaf: authority.certificate, trustStore, now, publishedAfter: undefined },
      services,
    );
    for (const check of verdict.checks) evidence.add(check);
    if (!verdict.valid) throw new Refusal(codeOfPathFailure(verdict));
  }
  const { serialNumber } = reference;
  const publishedAfter = user.stsRefreshTokensValidFrom;
  const query = { serialNumber, subjectIsCA: false, publishedAfter };
  const answer = await askKeyHolders(authority.certificate, query, trustStore, services.revocation);
  for (const check of answer.checks) evidence.add(check);
  refuseUnlessGood(answer, reference, evidence);
  // Only of a partner's claim is notAfter unknown, and only there the number is text.
  const other = reference.notAfter === undefined ? negativeReadingOf(serialNumber) : undefined;
  if (other === undefined) return;
  const otherQuery = { ...query, serialNumber: other };
  const doubt = await askKeyHolders(authority.certificate, otherQuery, trustStore, services.revocation);
  if (doubt.status !== 'revoked') return;
  for (const check of doubt.checks) evidence.add(check);
  refuseUnlessGood(doubt, { ...reference, serialNumber: other }, evidence);
}

/** A root has no path, but it expires as every anchor does: it no longer says whom it revoked. */
function checkRootValidity({ subject, validity }: Certificate, now: UnixSeconds, evidence: Evidence): void {
  const [notBefore, notAfter] = [formatTime(validity.notBefore), formatTime(validity.notAfter)];
  const check = {
    check: 'validity',
    rule: 'Signet: a trust anchor expires too',
    object: `trust anchor ${formatName(subject)}`,
    facts: { notBefore, notAfter, time: formatTime(now) },
  };
  if (now > validity.notAfter) {
    evidence.add({ ...check, result: 'fail', detail: `The trust anchor expired on ${notAfter}.` });
    throw new Refusal('certificate-expired');
  }
  evidence.add({ ...check, result: 'pass', detail: `Valid from ${notBefore} to ${notAfter}.` });
}

function refuseUnlessGood(
  answer: RevocationAnswer,
  reference: Pick<CertificateReference, 'issuer' | 'serialNumber'>,
  evidence: Evidence,
): void {
  switch (answer.status) {
    case 'good':
    case 'not-checked':
      return;
    case 'revoked':
      evidence.add({
        check: 'certificate-still-good',
        rule: 'Entra CBA with federation: issuer and serial number are looked up again at each redemption',
        object: `certificate ${formatSerialNumber(reference.serialNumber)} of ${reference.issuer}`,
        result: 'fail',
        detail: 'The certificate that this sign-in came from is revoked.',
      });
      throw new Refusal('certificate-revoked');
    case 'undetermined':
      throw new Refusal(answer.failure);
  }
}
