import type { RequestContext } from '@signet/http';
import type { AuditLogEntry } from '@signet/identity';
import type { Caller } from './access/caller.ts';
import type { GraphError } from './graph-error.ts';
import type { AnyOperation, AuditTarget } from './operation.ts';

/** A request, as far as the audit log tells of it. */
export interface AuditedRequest {
  readonly operation: AnyOperation;
  readonly caller: Caller;
  readonly context: RequestContext;
  readonly params: Readonly<Record<string, string>>;
}

/** Who changed what; `failed` when it was refused and nothing was changed. */
export function auditEntry(
  { operation, caller, context, params }: AuditedRequest,
  target: AuditTarget | undefined,
  failed?: GraphError,
): AuditLogEntry {
  const { user } = caller;
  const { audit } = operation;
  return {
    id: context.requestId,
    createdAt: context.now,
    tenantId: user.tenantId,
    activity: audit?.name ?? `Read ${operation.id}`,
    category: audit?.category ?? 'Authorization',
    operationType: audit?.operationType ?? 'Read',
    result: failed === undefined ? 'success' : 'failure',
    resultReason: failed === undefined ? '' : `${failed.code}: ${failed.message}`.slice(0, MAX_REASON),
    correlationId: context.correlationId,
    actor: {
      userId: user.id,
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName,
      appId: caller.appId,
      appDisplayName: caller.appDisplayName,
      ipAddress: context.remoteAddress,
    },
    target: {
      type: audit?.targetType ?? 'Other',
      id: target?.id ?? Object.values(params).at(-1)?.slice(0, MAX_TARGET),
      displayName: target?.displayName,
    },
  };
}

/** Reads that were refused are told too, except a 404, which any client may run into. */
export function isAuditedRefusal({ audit }: AnyOperation, { status }: GraphError): boolean {
  return audit !== undefined || status === 400 || status === 403;
}

/** Text of the caller's making ends up in both: a row stays small. */
const MAX_REASON = 1000;
const MAX_TARGET = 320;
