import type { Authentication, User } from '@signet/identity';
import { type Evidence, formatSerialNumber } from '@signet/pki';
import { checkAccountEnabled, checkValidFrom } from './account-checks.ts';
import { checkReferenceRevocation } from './reference-check.ts';
import {
  type ContinuationProof,
  Refusal,
  type SignInRequest,
  type SignInServices,
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
  if (user && user.tenantId === request.tenantId) return user;
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
  const trustStore = await loadTrustStore(services.directory, request.tenantId);
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
  await checkReferenceRevocation({ reference, authority, trustStore, user, now }, services, evidence);
}
