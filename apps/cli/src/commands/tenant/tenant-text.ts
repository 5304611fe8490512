import type { Domain, Tenant } from '@signet/identity';
import { formatTime } from '@signet/pki';

/** With Microsoft Graph's names of an organization where it has them. */
export function tenantToJson(
  { id, displayName, createdAt }: Tenant,
  domains: readonly Domain[],
): Readonly<Record<string, unknown>> {
  const verifiedDomains = domains.map(({ name, isDefault, federation }) => ({
    name,
    isDefault,
    type: federation ? 'Federated' : 'Managed',
  }));
  return { id, displayName, createdDateTime: formatTime(createdAt), verifiedDomains };
}

/** `contoso.example (default), fabrikam.example`. */
export function nameDomains(domains: readonly Domain[]): string {
  return domains.map(({ name, isDefault }) => (isDefault ? `${name} (default)` : name)).join(', ') || 'none';
}
