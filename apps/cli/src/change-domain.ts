import type { Directory, Domain } from '@signet/identity';
import type { Services } from '@signet/server';
import { type AuditedChange, auditRow } from './audit-row.ts';
import { findDomain } from './find-domain.ts';

/**
 * Reads, changes and writes a domain in one step with its row in the audit log: where people sign in, and what is let pass
 * there, is what an intruder would change, whichever way.
 */
export async function changeDomain(
  services: Pick<Services, 'directory' | 'clock' | 'random'>,
  name: string,
  activity: string,
  change: (before: Domain, work: Directory) => Domain | Promise<Domain>,
): Promise<Domain> {
  return await services.directory.transaction(async (work) => {
    await work.tenants.hold((await findDomain(work, name)).tenantId);
    const before = await findDomain(work, name);
    const after = await change(before, work);
    await work.domains.update(after);
    await work.auditLog.add(auditRow(domainChange(after, activity), services));
    return after;
  });
}

/** What Graph calls them, as Entra does. */
export const AUTHENTICATION = 'Set domain authentication';
export const FEDERATION_SETTINGS = 'Set federation settings on domain';

/** Written by the commands themselves: what an update of a domain means, `auditedDirectory` cannot tell. */
export function domainChange({ name, tenantId }: Domain, activity: string): AuditedChange {
  return {
    activity,
    category: 'DirectoryManagement',
    operationType: 'Update',
    tenantId,
    target: { type: 'Domain', id: name, displayName: name },
  };
}
