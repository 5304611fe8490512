import type { UnixSeconds } from '@signet/pki';

/** One row of the audit log: one change of the directory, made or refused (directoryAudit, Microsoft Graph). */
export interface AuditLogEntry {
  /** The request's id; the requests of one batch have rows of their own. */
  readonly id: string;
  readonly createdAt: UnixSeconds;
  readonly tenantId: string;
  /** `Update user`, `Revoke sign-in sessions`. */
  readonly activity: string;
  readonly category: string;
  readonly operationType: string;
  readonly result: 'success' | 'failure';
  /** Why it was refused; empty for success. */
  readonly resultReason: string;
  readonly correlationId: string | undefined;
  readonly actor: {
    readonly userId: string;
    readonly userPrincipalName: string;
    readonly displayName: string;
    readonly appId: string;
    readonly appDisplayName: string | undefined;
    readonly ipAddress: string | undefined;
  };
  readonly target: {
    readonly type: string;
    /** As asked for when nothing of this name was found. */
    readonly id: string | undefined;
    readonly displayName: string | undefined;
  };
}
