import type { AuditLogEntry } from '../audit-log.ts';
import type { TenantId } from '../ids.ts';
import type { SignInLogEntry } from '../sign-in-log.ts';
import type { Page, PageRequest } from './page.ts';

export interface SignInLogRepository {
  add(entry: SignInLogEntry): Promise<void>;
  /** The last row of a request. */
  find(id: string): Promise<SignInLogEntry | undefined>;
  /** The last one added first. */
  list(filter: SignInLogFilter, page: PageRequest): Promise<Page<SignInLogEntry>>;
}

/** All that are given must hold. */
export interface SignInLogFilter {
  readonly tenantId?: string;
  readonly userId?: string;
  readonly correlationId?: string;
  readonly outcome?: 'success' | 'refused';
}

export interface AuditLogRepository {
  add(entry: AuditLogEntry): Promise<void>;
  /** The last row of an id, of this tenant. */
  find(tenantId: TenantId, id: string): Promise<AuditLogEntry | undefined>;
  /** The last one added first. */
  list(tenantId: TenantId, page: PageRequest): Promise<Page<AuditLogEntry>>;
}
