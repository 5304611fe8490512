import type { UnixSeconds } from '@signet/pki';
import type { GroupId, TenantId } from './ids.ts';

/** A group of users, as policies name them; its members are users only. */
export interface Group {
  readonly id: GroupId;
  readonly tenantId: TenantId;
  readonly displayName: string;
  readonly description: string | undefined;
  readonly createdAt: UnixSeconds;
}
