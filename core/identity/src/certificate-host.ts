import type { TenantId } from './ids.ts';

/**
 * The host that asks for certificates of one tenant, `t<tenantId>.certauth.login.contoso.example`: its handshake names
 * that tenant's CAs and no others (Entra CBA: issuer hints).
 */
export function certificateHostOf(tenantId: TenantId, certificateHostname: string): string {
  return `t${tenantId}.${certificateHostname}`;
}

/** Whose host it is; `undefined` for one of all tenants. Reads both spellings that Microsoft's pages give. */
export function tenantOfCertificateHost(hostname: string): TenantId | undefined {
  return TENANT_HOST.exec(hostname.toLowerCase())?.[1] as TenantId | undefined;
}

const TENANT_HOST = /^t?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\./;
