import type { TenantId, UserId } from '@signet/identity';

/** `client_info` of Entra, base64url without padding: the clients build their account id from it. */
export function clientInfoOf(userId: UserId, tenantId: TenantId): string {
  return Buffer.from(JSON.stringify({ uid: userId, utid: tenantId })).toString('base64url');
}
