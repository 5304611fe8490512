import { type Directory, isGuid, type Tenant } from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { Caller } from '../../access/caller.ts';
import { notFound } from '../../graph-error.ts';
import type { OrganizationJson } from '../../schemas/organization.ts';

export async function organizationJson(directory: Directory, tenant: Tenant): Promise<OrganizationJson> {
  const domains = await directory.domains.list(tenant.id);
  return {
    id: tenant.id,
    displayName: tenant.displayName,
    createdDateTime: formatTime(tenant.createdAt),
    verifiedDomains: domains.map(({ name, isDefault, federation }) => ({
      name,
      type: federation === undefined ? 'Managed' : 'Federated',
      isDefault,
      isInitial: false,
    })),
  };
}

/** The caller's own tenant, the only one that exists for it: another one's id is answered as if there were none. */
export async function findOrganization(
  directory: Directory,
  { user }: Caller,
  organizationId: string,
): Promise<Tenant> {
  const isOwn = isGuid(organizationId) && organizationId.toLowerCase() === user.tenantId;
  const tenant = isOwn ? await directory.tenants.find(user.tenantId) : undefined;
  if (tenant === undefined) throw notFound(organizationId);
  return tenant;
}
