import type { Directory, TenantId, User } from '@signet/identity';
import { type Certificate, type Evidence, readRfc822Name, readUserPrincipalName } from '@signet/pki';
import { beginBinding, type NamedFields, namesTooMany } from './binding-check.ts';

/**
 * The user bindings of a tenant, in order of priority (Entra CBA: user binding); both are of low affinity.
 */
const USER_BINDINGS = [
  { x509CertificateField: 'PrincipalName', userProperty: 'userPrincipalName', read: readUserPrincipalName },
  { x509CertificateField: 'RFC822Name', userProperty: 'userPrincipalName', read: readRfc822Name },
] as const;

/** What the certificate's names led to, before anything is judged. */
export interface UserCandidates {
  readonly fields: NamedFields;
  /** With the binding that found each; the same user may be found twice. */
  readonly users: readonly { readonly user: User; readonly field: string; readonly rank: number }[];
}

/**
 * Looks up every user whom the certificate names. Done before revocation is asked, because a user's
 * valid-from decides which CRLs count.
 */
export async function findUserCandidates(
  certificate: Certificate,
  directory: Directory,
): Promise<UserCandidates> {
  const fields = USER_BINDINGS.map(({ x509CertificateField, read }) => ({
    field: x509CertificateField,
    values: read(certificate),
  }));
  const users: { user: User; field: string; rank: number }[] = [];
  if (namesTooMany(fields)) return { fields, users };
  for (const [index, { field, values }] of fields.entries()) {
    for (const value of values) {
      const user = await directory.users.findByUserPrincipalName(value);
      if (user) users.push({ user, field, rank: index + 1 });
    }
  }
  return { fields, users };
}

/**
 * The binding's verdict. With a typed name the certificate must lead to that user; without one the first
 * binding that leads to a user decides, and all of its values must lead to the same one.
 */
export function bindUser(
  candidates: UserCandidates,
  expected: User | undefined,
  tenantId: TenantId,
  evidence: Evidence,
): User {
  const binding = beginBinding(RULE, candidates.fields, evidence);
  const first = candidates.users[0];
  const matches = expected
    ? candidates.users.filter(({ user }) => user.id === expected.id)
    : candidates.users.filter(({ rank }) => rank === first?.rank);
  const match = matches[0];
  if (!match) {
    return expected
      ? binding.refuse(
          'certificate-user-mismatch',
          `The certificate does not name ${expected.userPrincipalName}.`,
        )
      : binding.refuse('user-not-found', 'No user has one of these names as user principal name.');
  }
  if (matches.some(({ user }) => user.id !== match.user.id)) {
    return binding.refuse('certificate-user-mismatch', 'The certificate names more than one user.');
  }
  if (match.user.tenantId !== tenantId) {
    return binding.refuse('user-not-in-tenant', `${match.user.userPrincipalName} belongs to another tenant.`);
  }
  const { user, field, rank } = match;
  binding.accept(`Certificate: ${field}; User Attribute: userPrincipalName; Rank: ${rank}.`, {
    userPrincipalName: user.userPrincipalName,
    rank,
  });
  return user;
}

const RULE = 'Entra CBA: user binding, PrincipalName or RFC822Name to userPrincipalName';
