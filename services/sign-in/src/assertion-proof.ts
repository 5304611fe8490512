import type { Authentication, CertificateReference, User } from '@signet/identity';
import { AMR_FEDERATED, AMR_MULTI_FACTOR, domainOf } from '@signet/identity';
import { type Evidence, parseSerialNumberText } from '@signet/pki';
import { checkAccountEnabled, checkValidFrom } from './account-checks.ts';
import { judgePartnerFactors } from './partner-factors.ts';
import { checkReferenceRevocation } from './reference-check.ts';
import {
  type AssertionProof,
  Refusal,
  type SignInRequest,
  type SignInServices,
  tenantOf,
} from './sign-in-request.ts';
import { loadTrustStore } from './trust-store.ts';

/** Judges whom a federation partner's verified assertion names, and the certificate behind it. */
export async function judgeAssertionProof(
  request: SignInRequest,
  proof: AssertionProof,
  services: SignInServices,
  subject: { user?: User },
  evidence: Evidence,
): Promise<{ user: User; authentication: Authentication }> {
  for (const check of proof.checks) evidence.add(check);
  const user = await findAssertedUser(request, proof, services, evidence);
  subject.user = user;
  checkAccountEnabled(user, evidence);
  // A partner's clock may run ahead; a sign-in cannot lie in our future.
  const authTime = Math.min(proof.authenticationInstant, request.client.now);
  checkValidFrom(user, authTime, evidence);
  const certificate = await checkAssertedCertificate(request, proof, user, services, evidence);
  const first = proof.byCertificate ? 'rsa' : 'pwd';
  const isMultiple = judgePartnerFactors(proof, evidence) === 'multiple';
  const amr = isMultiple ? [AMR_FEDERATED, first, AMR_MULTI_FACTOR] : [AMR_FEDERATED, first];
  return { user, authentication: { authTime, amr, certificate } };
}

async function findAssertedUser(
  request: SignInRequest,
  proof: AssertionProof,
  { directory }: SignInServices,
  evidence: Evidence,
): Promise<User> {
  const check = {
    check: 'asserted-user',
    rule: 'Entra: user by ImmutableID and userPrincipalName in the domain of the issuer',
    object: `user ${proof.userPrincipalName}`,
  };
  const refuse = (code: Refusal['code'], detail: string): never => {
    evidence.add({ ...check, result: 'fail', detail });
    throw new Refusal(code);
  };
  // An issuer speaks for its own domain only, whatever it signs.
  if (
    domainOf(proof.userPrincipalName) !== proof.domain.name ||
    proof.domain.tenantId !== tenantOf(request)
  ) {
    return refuse('user-outside-domain', `The issuer answers for ${proof.domain.name} only.`);
  }
  const user = await directory.users.findByImmutableId(tenantOf(request), proof.immutableId);
  if (!user) return refuse('assertion-user-unknown', 'No user of the tenant has this ImmutableID.');
  if (user.userPrincipalName.toLowerCase() !== proof.userPrincipalName.toLowerCase()) {
    return refuse(
      'assertion-user-unknown',
      'The user with this ImmutableID has another user principal name.',
    );
  }
  evidence.add({
    ...check,
    result: 'pass',
    detail: 'ImmutableID and user principal name lead to one account.',
  });
  return user;
}

/** Entra CBA with federation: without the two claims there is nothing to look up, and the log says so. */
async function checkAssertedCertificate(
  request: SignInRequest,
  proof: AssertionProof,
  user: User,
  services: SignInServices,
  evidence: Evidence,
): Promise<CertificateReference | undefined> {
  const { certificateIssuer: issuer, certificateSerialNumber: serialText } = proof;
  const check = {
    check: 'asserted-certificate',
    rule: 'Entra CBA with federation: claims serialnumber and issuer',
    object: issuer === undefined ? 'assertion' : `certificate ${serialText ?? '?'} of ${issuer}`,
  };
  if (issuer === undefined && serialText === undefined && !proof.byCertificate) {
    evidence.add({ ...check, result: 'skipped', detail: 'The person did not sign in by certificate.' });
    return undefined;
  }
  const serialNumber = serialText === undefined ? undefined : parseSerialNumberText(serialText);
  if (issuer === undefined || serialNumber === undefined) {
    evidence.add({
      ...check,
      result: 'fail',
      detail:
        'A sign-in by certificate must carry both claims, and the serial number in hexadecimal: add the pass-through rules.',
    });
    throw new Refusal('assertion-invalid');
  }
  const trustStore = await loadTrustStore(services.directory, tenantOf(request));
  const authorities = trustStore.findByIssuerClaim(issuer);
  const authority = authorities[0];
  if (!authority) {
    evidence.add({ ...check, result: 'fail', detail: 'No trusted certificate authority has this name.' });
    throw new Refusal('certificate-untrusted');
  }
  // A CA renewed with another key has one name and two CRLs: the certificate must be good on all of them.
  for (const candidate of authorities) {
    const reference = { issuer, serialNumber, notAfter: undefined };
    const { now } = request.client;
    await checkReferenceRevocation(
      { reference, authority: candidate, trustStore, user, now },
      services,
      evidence,
    );
  }
  evidence.add({
    ...check,
    result: 'pass',
    detail: 'The certificate behind the assertion was issued by a trusted authority and is not revoked.',
  });
  return { issuer, serialNumber, certificateAuthorityId: authority.record.id, notAfter: undefined };
}
