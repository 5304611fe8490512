import { createHash } from 'node:crypto';
import {
  type AuthenticationMode,
  type BindingTrial,
  type CertificateMethod,
  type Directory,
  isTargeted,
  judgeScopes,
  judgeStrength,
  type PresentedCertificate,
  readCertificateMethod,
  type SignInCode,
  type Strength,
  type TargetedUser,
  tryUserBindings,
  type User,
} from '@signet/identity';
import { type Certificate, type Evidence, hexOf } from '@signet/pki';
import { addStrength } from './certificate-strength.ts';
import { Refusal } from './sign-in-request.ts';

/** Who signs in at a managed domain and with what, once the path of the certificate has proved good. */
export interface ManagedQuestion {
  readonly user: User;
  /** Leaf, issuer and so on to the root. */
  readonly path: readonly Certificate[];
  /**
   * At the mail door the addresses of the mailbox bind the certificate to its owner, as Exchange has it. They are of low
   * affinity, so where the policy asks for high affinity its own bindings have to hold there as well.
   */
  readonly door: 'sign-in' | 'mail';
}

/**
 * The tenant's policy for native certificate sign-in, in Microsoft's order: is the method for this user, what
 * is the certificate worth, do the bindings lead from it to the user, and may this user use this CA. Refuses
 * at the first no; answers what the certificate is worth.
 */
export async function judgeManagedPolicy(
  { user, path, door }: ManagedQuestion,
  directory: Directory,
  evidence: Evidence,
): Promise<AuthenticationMode> {
  const [leaf] = path;
  if (leaf === undefined) throw new TypeError('a path begins with the certificate itself');
  const method = await readMethod(user, directory, evidence);
  const targeted: TargetedUser = { id: user.id, groupIds: await directory.groups.listOfUser(user.id) };
  checkTargets(method, user, targeted, evidence);
  const strength = judgeStrength(method.authenticationModeConfiguration, leaf);
  addStrength(strength, leaf, evidence);
  if (door === 'sign-in' || strength.requiredAffinity === 'high')
    checkBindings(method, strength, leaf, user, evidence);
  checkScopes(method, path, user, targeted, evidence);
  return strength.mode;
}

async function readMethod(
  { tenantId }: User,
  directory: Directory,
  evidence: Evidence,
): Promise<CertificateMethod> {
  const text = await directory.authenticationMethodPolicies.find(tenantId, 'X509Certificate');
  const method = readCertificateMethod(text);
  if (method !== 'unreadable') return method;
  evidence.add({
    check: 'certificate-method',
    rule: 'Graph: x509CertificateAuthenticationMethodConfiguration',
    object: `tenant ${tenantId}`,
    result: 'fail',
    detail: 'The stored policy of the certificate method cannot be read; delete it and set it again.',
  });
  throw new Refusal('certificate-policy-unreadable');
}

function checkTargets(
  method: CertificateMethod,
  user: User,
  targeted: TargetedUser,
  evidence: Evidence,
): void {
  const enabled = method.state === 'enabled';
  const fits = enabled && isTargeted(method, targeted);
  evidence.add({
    check: 'certificate-method-targets',
    rule: 'Entra CBA: the method is enabled and targets the user',
    object: `user ${user.userPrincipalName}`,
    result: fits ? 'pass' : 'fail',
    detail: fits
      ? 'The certificate method is for this user.'
      : enabled
        ? 'The user is in no includeTargets of the certificate method, or in one of its excludeTargets.'
        : 'The certificate method is disabled.',
  });
  if (!fits) throw new Refusal('certificate-method-not-allowed');
}

function checkBindings(
  method: CertificateMethod,
  { requiredAffinity }: Strength,
  leaf: Certificate,
  user: User,
  evidence: Evidence,
): void {
  const presented: PresentedCertificate = {
    certificate: leaf,
    sha1Thumbprint: createHash('sha1').update(leaf.der).digest('hex'),
  };
  const trials = tryUserBindings(method.certificateUserBindings, requiredAffinity, presented, user);
  for (const trial of trials) addTrial(trial, user, evidence);
  if (trials.some(({ outcome }) => outcome === 'matched')) return;
  evidence.add({
    check: 'user-binding',
    rule: `Entra CBA: user binding, ${describeBindings(trials)}`,
    object: `user ${user.userPrincipalName}`,
    result: 'fail',
    detail: `No binding leads from the certificate to ${user.userPrincipalName}.`,
  });
  throw new Refusal(codeOfTrials(trials));
}

function addTrial(
  { binding, rank, outcome, values, match }: BindingTrial,
  user: User,
  evidence: Evidence,
): void {
  const { x509CertificateField: field, userProperty } = binding;
  const matched = outcome === 'matched';
  evidence.add({
    // A binding that does not fit is not yet a refusal: the next one may.
    check: matched ? 'user-binding' : 'user-binding-tried',
    rule: `Entra CBA: user binding, ${field} to ${userProperty}`,
    object: values.length === 0 ? `certificate without ${field}` : `${field} ${values.join(', ')}`,
    result: matched ? 'pass' : 'skipped',
    detail: matched
      ? `Certificate: ${field}; User Attribute: ${userProperty}; Rank: ${rank}.`
      : `Rank ${rank}: ${TRIAL_TEXTS[outcome]}`,
    facts: {
      userPrincipalName: user.userPrincipalName,
      rank,
      ...(match && { certificateUserId: match.userId }),
      ...(match?.nameOrder && { nameOrder: match.nameOrder }),
      ...(match?.serialOrder && { serialOrder: match.serialOrder }),
    },
  });
}

/** `PrincipalName or RFC822Name to userPrincipalName; Subject to certificateUserIds`. */
function describeBindings(trials: readonly BindingTrial[]): string {
  const byProperty = Map.groupBy(trials, ({ binding }) => binding.userProperty);
  return [...byProperty]
    .map(([property, those]) => {
      const fields = those.map(({ binding }) => binding.x509CertificateField);
      return `${fields.join(' or ')} to ${property}`;
    })
    .join('; ');
}

function codeOfTrials(trials: readonly BindingTrial[]): SignInCode {
  const outcomes = new Set(trials.map(({ outcome }) => outcome));
  if (outcomes.has('no-match')) return 'certificate-user-mismatch';
  return outcomes.has('affinity-too-low') ? 'certificate-affinity-too-low' : 'certificate-field-missing';
}

function checkScopes(
  { certificateAuthorityScopes }: CertificateMethod,
  [, ...authorities]: readonly Certificate[],
  user: User,
  targeted: TargetedUser,
  evidence: Evidence,
): void {
  const chain = authorities.flatMap(({ extensions }) =>
    extensions.subjectKeyIdentifier === undefined
      ? []
      : [hexOf(extensions.subjectKeyIdentifier).toUpperCase()],
  );
  const verdict = judgeScopes(certificateAuthorityScopes, chain, targeted);
  const check = {
    check: 'certificate-authority-scope',
    rule: 'Entra CBA: CA scoping, the first CA up the chain whose group has the user',
    object: `user ${user.userPrincipalName}`,
  };
  switch (verdict.outcome) {
    case 'not-scoped':
      evidence.add({ ...check, result: 'pass', detail: 'No scope rule is about a CA of this chain.' });
      return;
    case 'allowed': {
      const { subjectKeyIdentifier } = verdict;
      const detail = 'The user is in the group that may use this CA.';
      evidence.add({ ...check, result: 'pass', detail, facts: { subjectKeyIdentifier } });
      return;
    }
    case 'refused':
      evidence.add({
        ...check,
        result: 'fail',
        detail: 'Scope rules are about the CAs of this chain, and the user is in none of their groups.',
        facts: { subjectKeyIdentifiers: verdict.subjectKeyIdentifiers.join(', ') },
      });
      throw new Refusal('certificate-authority-out-of-scope');
    default:
      verdict satisfies never;
  }
}

const TRIAL_TEXTS: Readonly<Record<Exclude<BindingTrial['outcome'], 'matched'>, string>> = {
  'affinity-too-low': 'left out, for a binding of high affinity is asked for.',
  'field-missing': 'the certificate lacks the field.',
  'no-match': 'the user has another value.',
};
