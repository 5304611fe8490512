import { userInfo } from 'node:os';
import type { AuditLogEntry, Directory, Domain } from '@signet/identity';
import type { Services } from '@signet/server';
import { findDomain } from './find-domain.ts';

/**
 * Reads, changes and writes a domain in one step with its row in the audit log: where people sign in, and what is let pass
 * there, is what an intruder would change, whichever way.
 */
export async function changeDomain(
  { directory, clock, random }: Pick<Services, 'directory' | 'clock' | 'random'>,
  name: string,
  activity: string,
  change: (before: Domain, work: Directory) => Domain | Promise<Domain>,
): Promise<Domain> {
  return await directory.transaction(async (work) => {
    await work.tenants.hold((await findDomain(work, name)).tenantId);
    const before = await findDomain(work, name);
    const after = await change(before, work);
    await work.domains.update(after);
    await work.auditLog.add(auditEntry(after, activity, { id: random.guid(), createdAt: clock.now() }));
    return after;
  });
}

/** What Graph calls it, as Entra does. */
export const AUTHENTICATION = 'Set domain authentication';

/** At the command line nobody signs in: the machine knows who it is. */
function auditEntry(
  { name, tenantId }: Domain,
  activity: string,
  row: Pick<AuditLogEntry, 'id' | 'createdAt'>,
): AuditLogEntry {
  return {
    ...row,
    tenantId,
    activity,
    category: 'DirectoryManagement',
    operationType: 'Update',
    result: 'success',
    resultReason: '',
    correlationId: undefined,
    actor: {
      userId: '',
      userPrincipalName: '',
      displayName: accountName(),
      appId: '',
      appDisplayName: 'signet at the command line',
      ipAddress: undefined,
    },
    target: { type: 'Domain', id: name, displayName: name },
  };
}

/** An account of a container may have no name. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
