import type { User } from '../user.ts';
import {
  type AffinityLevel,
  CERTIFICATE_FIELDS,
  isCertificateField,
  type UserBinding,
} from './certificate-method.ts';
import {
  matchCertificateUserId,
  type PresentedCertificate,
  parseCertificateUserId,
  readCertificateField,
  type UserIdMatch,
} from './certificate-user-ids.ts';

/** What became of one binding. */
export interface BindingTrial {
  readonly binding: UserBinding;
  /** The place in the order of priority, from 1. */
  readonly rank: number;
  readonly outcome: 'affinity-too-low' | 'field-missing' | 'no-match' | 'matched';
  /** What the certificate holds of the field. */
  readonly values: readonly string[];
  /** How the stored value was written, when it is one of certificateUserIds. */
  readonly match?: UserIdMatch;
}

export type BoundUser = Pick<
  User,
  'userPrincipalName' | 'onPremisesUserPrincipalName' | 'certificateUserIds'
>;

/**
 * Microsoft's order of user binding: bindings by priority, those of low affinity left out where high is
 * asked for, and the first whose field fits the user's property decides. A certificate without the field, or
 * with another value, leads to the next. The user was found by the typed name; the certificate must fit.
 */
export function tryUserBindings(
  bindings: readonly UserBinding[],
  requiredAffinity: AffinityLevel,
  presented: PresentedCertificate,
  user: BoundUser,
): readonly BindingTrial[] {
  const trials: BindingTrial[] = [];
  const inOrder = bindings.toSorted((one, other) => one.priority - other.priority);
  for (const [index, binding] of inOrder.entries()) {
    const trial = tryBinding(binding, index + 1, requiredAffinity, presented, user);
    trials.push(trial);
    if (trial.outcome === 'matched') break;
  }
  return trials;
}

/** Never more than the field can carry; an administrator may trust a field less. An unknown field is low. */
function affinityOf({ x509CertificateField, trustAffinityLevel }: UserBinding): AffinityLevel {
  if (!isCertificateField(x509CertificateField) || trustAffinityLevel === 'low') return 'low';
  return CERTIFICATE_FIELDS[x509CertificateField].affinity;
}

function tryBinding(
  binding: UserBinding,
  rank: number,
  requiredAffinity: AffinityLevel,
  presented: PresentedCertificate,
  user: BoundUser,
): BindingTrial {
  const { x509CertificateField: field } = binding;
  const values = isCertificateField(field) ? readCertificateField(field, presented) : [];
  const trial = { binding, rank, values } as const;
  if (requiredAffinity === 'high' && affinityOf(binding) === 'low') {
    return { ...trial, outcome: 'affinity-too-low' };
  }
  if (values.length === 0) return { ...trial, outcome: 'field-missing' };
  if (binding.userProperty === 'certificateUserIds') {
    const match = user.certificateUserIds
      .filter((userId) => parseCertificateUserId(userId)?.field === field)
      .map((userId) => matchCertificateUserId(userId, presented))
      .find((found) => found !== undefined);
    return match ? { ...trial, outcome: 'matched', match } : { ...trial, outcome: 'no-match' };
  }
  const name = nameOf(user, binding.userProperty)?.toLowerCase();
  const isNameField = field === 'PrincipalName' || field === 'RFC822Name';
  const fits = isNameField && name !== undefined && values.some((value) => value.toLowerCase() === name);
  return { ...trial, outcome: fits ? 'matched' : 'no-match' };
}

function nameOf(user: BoundUser, userProperty: string): string | undefined {
  if (userProperty === 'userPrincipalName') return user.userPrincipalName;
  return userProperty === 'onPremisesUserPrincipalName' ? user.onPremisesUserPrincipalName : undefined;
}
