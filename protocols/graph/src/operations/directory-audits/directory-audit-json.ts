import type { AuditLogEntry } from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { DirectoryAuditJson } from '../../schemas/log.ts';

export function directoryAuditJson({ actor, target, ...entry }: AuditLogEntry): DirectoryAuditJson {
  return {
    id: entry.id,
    activityDateTime: formatTime(entry.createdAt),
    activityDisplayName: entry.activity,
    category: entry.category,
    loggedByService: 'Core Directory',
    operationType: entry.operationType,
    correlationId: entry.correlationId ?? null,
    result: entry.result,
    resultReason: entry.resultReason,
    initiatedBy: {
      user: {
        id: actor.userId,
        displayName: actor.displayName,
        userPrincipalName: actor.userPrincipalName,
        ipAddress: actor.ipAddress ?? null,
      },
      app: { appId: actor.appId, displayName: actor.appDisplayName ?? null },
    },
    targetResources: [{ id: target.id ?? null, displayName: target.displayName ?? null, type: target.type }],
    additionalDetails: [],
  };
}
