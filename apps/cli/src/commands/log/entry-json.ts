import type { SignInLogEntry } from '@signet/identity';
import { formatTime } from '@signet/pki';

export function entryToJson(entry: SignInLogEntry): Readonly<Record<string, unknown>> {
  return {
    id: entry.id,
    createdAt: formatTime(entry.createdAt),
    code: entry.code,
    errorCode: entry.errorCode,
    userPrincipalName: entry.userPrincipalName ?? null,
    userId: entry.userId ?? null,
    tenantId: entry.tenantId ?? null,
    appId: entry.appId ?? null,
    face: entry.face,
    correlationId: entry.correlationId ?? null,
    ipAddress: entry.ipAddress ?? null,
    userAgent: entry.userAgent ?? null,
    certificate: entry.certificate ?? null,
  };
}
