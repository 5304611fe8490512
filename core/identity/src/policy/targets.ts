import { ALL_USERS, type CertificateAuthorityScope, type MethodTarget } from './certificate-method.ts';

/** A user as targets see them. */
export interface TargetedUser {
  readonly id: string;
  /** Ids of the groups that the user is a member of. */
  readonly groupIds: readonly string[];
}

/** Whether a method is for this user; being left out goes before being let in. */
export function isTargeted(
  {
    includeTargets,
    excludeTargets,
  }: Readonly<Record<'includeTargets' | 'excludeTargets', readonly MethodTarget[]>>,
  user: TargetedUser,
): boolean {
  return isAmong(includeTargets, user) && !isAmong(excludeTargets, user);
}

export type ScopeVerdict =
  | { readonly outcome: 'not-scoped' }
  | { readonly outcome: 'allowed'; readonly subjectKeyIdentifier: string }
  | { readonly outcome: 'refused'; readonly subjectKeyIdentifiers: readonly string[] };

/**
 * CA scoping: up the chain, the first CA with a rule whose group has the user lets the sign-in pass. A chain
 * that no rule is about is open to all; one with rules, none of which has the user, to nobody. A rule counts
 * for the key that it names, whichever PKI the key was uploaded to: otherwise moving a CA would lift its rule.
 */
export function judgeScopes(
  scopes: readonly CertificateAuthorityScope[],
  /** Subject key identifiers in hex, from the issuer of the certificate to the root. */
  chain: readonly string[],
  user: TargetedUser,
): ScopeVerdict {
  const ruled: string[] = [];
  for (const ski of chain) {
    const rules = scopes.filter(({ subjectKeyIdentifier }) => equalHex(subjectKeyIdentifier, ski));
    if (rules.length === 0) continue;
    if (rules.some(({ includeTargets }) => isAmong(includeTargets, user))) {
      return { outcome: 'allowed', subjectKeyIdentifier: ski };
    }
    ruled.push(ski);
  }
  return ruled.length === 0
    ? { outcome: 'not-scoped' }
    : { outcome: 'refused', subjectKeyIdentifiers: ruled };
}

/** Whether two texts write the same hex digits, whatever their case and what stands between them. */
export function equalHex(one: string, other: string): boolean {
  return plainHex(one) === plainHex(other);
}

function plainHex(text: string): string {
  return text.replace(/[^0-9a-f]/gi, '').toUpperCase();
}

function isAmong(targets: readonly MethodTarget[], { id, groupIds }: TargetedUser): boolean {
  return targets.some((target) => {
    if (target.targetType === 'user') return target.id.toLowerCase() === id;
    return target.id === ALL_USERS || groupIds.includes(target.id.toLowerCase());
  });
}
