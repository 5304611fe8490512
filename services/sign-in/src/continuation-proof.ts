import { AMR_FEDERATED, type Authentication, type CertificateReference, type User } from '@signet/identity';
import { type Evidence, formatSerialNumber, formatTime, type UnixSeconds } from '@signet/pki';
import { checkAccountEnabled, checkValidFrom } from './account-checks.ts';
import { checkReferenceRevocation } from './reference-check.ts';
import {
  type ContinuationProof,
  Refusal,
  type SignInRequest,
  type SignInServices,
  tenantOf,
} from './sign-in-request.ts';
import { loadTrustStore } from './trust-store.ts';

/** Judges whether what was granted earlier still stands: asked at every use of a session, code or refresh token. */
export async function judgeContinuationProof(
  request: SignInRequest,
  proof: ContinuationProof,
  services: SignInServices,
  subject: { user?: User },
  evidence: Evidence,
): Promise<{ user: User; authentication: Authentication }> {
  const user = await findUser(request, proof, services, evidence);
  subject.user = user;
  checkAccountEnabled(user, evidence);
  checkValidFrom(user, proof.authentication.authTime, evidence);
  await checkCertificate(request, proof, user, services, evidence);
  return { user, authentication: proof.authentication };
}

async function findUser(
  request: SignInRequest,
  { userId }: ContinuationProof,
  { directory }: SignInServices,
  evidence: Evidence,
): Promise<User> {
  const user = await directory.users.find(userId);
  if (user && user.tenantId === tenantOf(request)) return user;
  evidence.add({
    check: 'user-exists',
    rule: 'Entra: tokens are for accounts of the tenant',
    object: `user ${userId}`,
    result: 'fail',
    detail: user ? 'The account belongs to another tenant.' : 'The account is gone.',
  });
  throw new Refusal('user-not-found');
}

async function checkCertificate(
  request: SignInRequest,
  proof: ContinuationProof,
  user: User,
  services: SignInServices,
  evidence: Evidence,
): Promise<void> {
  const reference = proof.authentication.certificate;
  if (!reference) return;
  const trustStore = await loadTrustStore(services.directory, tenantOf(request));
  const authority = trustStore.find(reference.certificateAuthorityId);
  evidence.add({
    check: 'issuer-still-trusted',
    rule: 'Entra CBA: issuing CA is in the trusted store',
    object: `certificate ${formatSerialNumber(reference.serialNumber)} of ${reference.issuer}`,
    result: authority ? 'pass' : 'fail',
    detail: authority
      ? 'The issuing CA is still trusted.'
      : 'The issuing CA was removed from the trusted store.',
  });
  if (!authority) throw new Refusal('certificate-untrusted');
  const { now } = request.client;
  checkNotExpired(reference, now, evidence);
  // A partner's claim gives the CA's name only: of a renewed CA each key has its CRL, and the certificate
  // must still be good on all of them, as it had to be at the sign-in.
  const authorities = proof.authentication.amr.includes(AMR_FEDERATED)
    ? trustStore.findByIssuerClaim(reference.issuer)
    : [authority];
  for (const candidate of authorities) {
    await checkReferenceRevocation(
      { reference, authority: candidate, trustStore, user, now },
      services,
      evidence,
    );
  }
}

/**
 * RFC 5280 §5: a CA may drop an entry once the certificate has expired, so that its absence from a later CRL
 * proves nothing. What came from the certificate therefore ends with it.
 */
function checkNotExpired(reference: CertificateReference, now: UnixSeconds, evidence: Evidence): void {
  const { notAfter } = reference;
  const check = {
    check: 'certificate-not-expired',
    rule: 'RFC 5280 §5: a CRL need not list certificates that have expired',
    object: `certificate ${formatSerialNumber(reference.serialNumber)} of ${reference.issuer}`,
  };
  if (notAfter === undefined) {
    const detail = 'The partner named the certificate without its validity.';
    evidence.add({ ...check, result: 'skipped', detail });
    return;
  }
  const valid = now <= notAfter;
  evidence.add({
    ...check,
    result: valid ? 'pass' : 'fail',
    detail: valid
      ? `The certificate is valid until ${formatTime(notAfter)}.`
      : `The certificate that this sign-in came from expired at ${formatTime(notAfter)}.`,
    facts: { notAfter: formatTime(notAfter), now: formatTime(now) },
  });
  if (!valid) throw new Refusal('certificate-expired');
}
