import { userInfo } from 'node:os';
import type { AuditLogEntry } from '@signet/identity';
import type { Services } from '@signet/server/services';

/** What a command changed, in the words that Graph has for it. */
export interface AuditedChange {
  readonly activity: string;
  readonly category: string;
  readonly operationType: 'Add' | 'Update' | 'Delete';
  readonly tenantId: string;
  readonly target: AuditLogEntry['target'];
}

/** The row of a change; at the command line nobody signs in: the machine knows who it is. */
export function auditRow(
  change: AuditedChange,
  { clock, random }: Pick<Services, 'clock' | 'random'>,
): AuditLogEntry {
  return {
    ...change,
    id: random.guid(),
    createdAt: clock.now(),
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
