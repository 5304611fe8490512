import {
  AMR_MULTI_FACTOR,
  type Authentication,
  type StoreChoice,
  type TenantId,
  type User,
} from '@signet/identity';
import {
  type Certificate,
  type Evidence,
  EXT_KEY_USAGE,
  formatName,
  formatSerialNumber,
  type PathFailureCode,
  PkiError,
  parseCertificate,
} from '@signet/pki';
import { checkAccountEnabled, checkDomain } from './account-checks.ts';
import { judgeFederatedStrength } from './certificate-strength.ts';
import { bindMailboxOwner, findMailboxOwner } from './mailbox-owner.ts';
import { judgeManagedPolicy } from './managed-policy.ts';
import { codeOfPathFailure, judgePath } from './path-judgement.ts';
import {
  type CertificateProof,
  Refusal,
  type SignInRequest,
  type SignInServices,
  type Subject,
  tenantOf,
} from './sign-in-request.ts';
import { loadTrustStore } from './trust-store.ts';
import { bindUser, findUserCandidates } from './user-binding.ts';

/** Judges a certificate whose key was proven in the TLS handshake, and finds the user it stands for. */
export async function judgeCertificateProof(
  request: SignInRequest,
  proof: CertificateProof,
  services: SignInServices,
  subject: Subject,
  evidence: Evidence,
): Promise<{ user: User; authentication: Authentication }> {
  const { directory } = services;
  for (const check of proof.checks ?? []) evidence.add(check);
  const leaf = readLeaf(proof.peerCertificates, evidence);
  subject.certificate = leaf;
  checkDigitalSignature(leaf, evidence);
  const named = await findNamedUser(request, proof, leaf, services, subject, evidence);

  const trustStore = await loadTrustStore(directory, named.tenantId);
  const verdict = await judgePath(
    {
      leaf,
      trustStore,
      now: request.client.now,
      publishedAfter: named.candidate?.stsRefreshTokensValidFrom,
      requiredExtKeyUsage: EXT_KEY_USAGE.clientAuth,
    },
    services,
  );
  for (const check of verdict.checks) evidence.add(check);
  if (!verdict.valid) {
    // Only revocation speaks against it: a trusted CA vouches for the name, so the log can say whose it was.
    if (isOnlyRevocation(verdict.code) && named.candidate?.tenantId === named.tenantId)
      subject.user ??= named.candidate;
    throw new Refusal(codeOfPathFailure(verdict));
  }

  // Only now, or any self-made certificate would tell which accounts exist.
  const user = named.bind();
  subject.user = user;
  const { federation } = await checkDomain(user, proof.audience, directory, evidence);
  checkAccountEnabled(user, evidence);
  const door = proof.audience.kind === 'mail' ? 'mail' : 'sign-in';
  // The policy is for managed domains, at whichever door their users come in: at the mail door, too.
  const isMultiFactor =
    federation === undefined
      ? (await judgeManagedPolicy({ user, path: verdict.path, door }, directory, evidence)) ===
        'x509CertificateMultiFactor'
      : door === 'sign-in' && (await judgeFederatedStrength(leaf, user, directory, evidence)) === 'multiple';
  const issuer = verdict.path[1];
  const authority = issuer && trustStore.findRecord(issuer);
  if (!authority) throw new Refusal('certificate-untrusted');
  if (proof.audience.kind === 'managed') addStoreChoice(trustStore.findStoreChoice(authority.id), evidence);
  return {
    user,
    authentication: {
      authTime: request.client.now,
      amr: isMultiFactor ? ['rsa', AMR_MULTI_FACTOR] : ['rsa'],
      certificate: {
        issuer: formatName(leaf.issuer),
        serialNumber: leaf.serialNumber,
        certificateAuthorityId: authority.id,
        notAfter: leaf.validity.notAfter,
      },
    },
  };
}

/** Whom the certificate seems to name; `bind` is the verdict, for after the path has proved good. */
interface NamedUser {
  readonly tenantId: TenantId;
  /** Looked up before revocation is asked, because a user's valid-from decides which CRLs count. */
  readonly candidate: User | undefined;
  bind(): User;
}

async function findNamedUser(
  request: SignInRequest,
  proof: CertificateProof,
  leaf: Certificate,
  services: SignInServices,
  subject: Subject,
  evidence: Evidence,
): Promise<NamedUser> {
  const { directory } = services;
  if (proof.audience.kind === 'mail') {
    const owner = await findMailboxOwner(leaf, directory, evidence);
    if (owner.isTenantCertain) subject.tenantId = owner.tenantId;
    const candidate = owner.matches[0]?.user;
    return { tenantId: owner.tenantId, candidate, bind: () => bindMailboxOwner(owner, evidence) };
  }
  const tenantId = tenantOf(request);
  const expected = await findExpectedUser(proof, services, evidence);
  if (expected) subject.user = expected;
  const candidates = await findUserCandidates(leaf, directory);
  return {
    tenantId,
    candidate: expected ?? candidates.users[0]?.user,
    bind() {
      if (proof.expectedUserPrincipalName !== undefined && !expected) throw new Refusal('user-not-found');
      // With a typed name the tenant's bindings decide whether the certificate fits it (`judgeManagedPolicy`).
      if (expected && proof.audience.kind === 'managed') return ofTenant(expected, tenantId, evidence);
      return bindUser(candidates, expected, tenantId, evidence);
    },
  };
}

function addStoreChoice(choice: StoreChoice | undefined, evidence: Evidence): void {
  if (!choice) return;
  const { authority, isLegacyStoreUsed, information } = choice;
  evidence.add({
    check: 'trust-store',
    rule: 'Entra CBA: the PKI store goes before the classic store, unless their CRL URLs say otherwise',
    object: `certificate authority ${authority.issuer}`,
    result: 'pass',
    detail: information,
    facts: { isLegacyStoreUsed },
  });
}

function ofTenant(user: User, tenantId: TenantId, evidence: Evidence): User {
  if (user.tenantId === tenantId) return user;
  evidence.add({
    check: 'user-tenant',
    rule: 'Entra: the typed name is one of the tenant',
    object: `user ${user.userPrincipalName}`,
    result: 'fail',
    detail: `${user.userPrincipalName} belongs to another tenant.`,
  });
  throw new Refusal('user-not-in-tenant');
}

function isOnlyRevocation(code: PathFailureCode): boolean {
  return code === 'revoked' || code === 'revocation-undetermined';
}

function readLeaf(peerCertificates: readonly Uint8Array[], evidence: Evidence): Certificate {
  const der = peerCertificates[0];
  const check = { check: 'certificate-sent', rule: 'RFC 8446 §4.4.2', object: 'client certificate' };
  if (der === undefined) {
    evidence.add({ ...check, result: 'fail', detail: 'The handshake brought no certificate.' });
    throw new Refusal('no-certificate');
  }
  try {
    const certificate = parseCertificate(der);
    evidence.add({
      ...check,
      result: 'pass',
      object: `certificate ${formatName(certificate.subject)}`,
      detail: 'The client proved the private key of this certificate.',
      facts: {
        subject: formatName(certificate.subject),
        issuer: formatName(certificate.issuer),
        serialNumber: formatSerialNumber(certificate.serialNumber),
      },
    });
    return certificate;
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    evidence.add({
      ...check,
      rule: 'RFC 5280 §4.1',
      result: 'fail',
      detail: `The certificate breaks its encoding: ${error.message}`,
    });
    throw new Refusal('certificate-malformed');
  }
}

/** RFC 5246 §7.4.6: a certificate with key usage must allow digitalSignature to authenticate a TLS client. */
function checkDigitalSignature(leaf: Certificate, evidence: Evidence): void {
  const keyUsage = leaf.extensions.keyUsage;
  const allowed = keyUsage === undefined || keyUsage.has('digitalSignature');
  evidence.add({
    check: 'digital-signature',
    rule: 'RFC 5246 §7.4.6, RFC 5280 §4.2.1.3',
    object: `certificate ${formatName(leaf.subject)}`,
    result: allowed ? 'pass' : 'fail',
    detail: allowed
      ? 'The key may sign, which signing in does.'
      : 'keyUsage leaves out digitalSignature: this certificate is for encryption; choose or issue one for signing in.',
  });
  if (!allowed) throw new Refusal('certificate-invalid');
}

/**
 * User binding of Entra CBA: the typed name, not the certificate, says who wants to sign in. An unknown one is not
 * refused here but once the certificate has proved good.
 */
async function findExpectedUser(
  proof: CertificateProof,
  { directory }: SignInServices,
  evidence: Evidence,
): Promise<User | undefined> {
  const typed = proof.expectedUserPrincipalName;
  if (typed === undefined) return undefined;
  const user = await directory.users.findByUserPrincipalName(typed);
  evidence.add({
    check: 'user-exists',
    rule: 'Entra CBA: the user is found by the typed name',
    object: `user ${typed}`,
    result: user ? 'pass' : 'fail',
    detail: user ? 'The account exists.' : 'No account has this user principal name.',
  });
  return user;
}
