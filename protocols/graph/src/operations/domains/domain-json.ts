import type { Directory, Domain } from '@signet/identity';
import type { Caller } from '../../access/caller.ts';
import { notFound } from '../../graph-error.ts';
import type { DomainJson } from '../../schemas/domain.ts';

export function domainJson({ name, isDefault, federation }: Domain): DomainJson {
  return {
    id: name,
    authenticationType: federation === undefined ? 'Managed' : 'Federated',
    availabilityStatus: null,
    isAdminManaged: true,
    isDefault,
    isInitial: false,
    isRoot: true,
    isVerified: true,
    passwordNotificationWindowInDays: 14,
    passwordValidityPeriodInDays: 90,
    supportedServices: [],
  };
}

/** Of the caller's tenant; another one's domain is answered as if there were none. */
export async function findDomain(directory: Directory, caller: Caller, name: string): Promise<Domain> {
  const domain = await directory.domains.find(name);
  if (domain?.tenantId !== caller.user.tenantId) throw notFound(name);
  return domain;
}
