import { type Directory, guid, isGuid, type Tenant, type TenantId } from '@signet/identity';
import { OAuthError } from './oauth-error.ts';
import type { EndpointVersion } from './version-1.ts';

/** The first segment of every path: one tenant, or whichever tenant the person belongs to. */
export interface TenantSegment {
  /** As it stood in the URL, lower case: clients stay on the segment that they were given. */
  readonly text: string;
  /** Absent for `common` and `organizations`. */
  readonly tenant: Tenant | undefined;
}

/** Resolves a GUID, a verified domain, `common` or `organizations`. Throws AADSTS90002 for anything else. */
export async function resolveTenantSegment(
  text: string | undefined,
  directory: Directory,
): Promise<TenantSegment> {
  const segment = (text ?? '').toLowerCase();
  if (segment === 'common' || segment === 'organizations') return { text: segment, tenant: undefined };
  const tenant = isGuid(segment)
    ? await directory.tenants.find(guid<TenantId>(segment))
    : await findByDomain(segment, directory);
  // `consumers` falls through to here: personal accounts have no place in this service.
  if (!tenant) throw new OAuthError('tenant-unknown');
  return { text: segment, tenant };
}

export function tenantMatches(segment: TenantSegment, tenantId: TenantId): boolean {
  return segment.tenant === undefined || segment.tenant.id === tenantId;
}

/** The issuer of a tenant's ID tokens and metadata; `undefined` where it depends on who will sign in. */
export function issuerOf(
  { tenant }: TenantSegment,
  version: EndpointVersion,
  loginOrigin: string,
): string | undefined {
  return tenant && `${loginOrigin}/${tenant.id}/${version === 1 ? '' : 'v2.0'}`;
}

async function findByDomain(name: string, directory: Directory): Promise<Tenant | undefined> {
  const domain = await directory.domains.find(name);
  return domain && directory.tenants.find(domain.tenantId);
}
