import { X509Certificate } from 'node:crypto';
import { certificateHostOf, guid, type TenantId } from '@signet/identity';
import type { ListenConfig } from './config/config.ts';
import type { IssuerHints } from './issuer-hints.ts';
import type { Origins } from './origins.ts';

/**
 * Where certificates of a tenant's managed users are asked for: `t<tenantId>.<certificateHostname>` where the tenant has
 * its CAs named (Entra CBA: issuer hints), else the host of all tenants. Only the form with host names on one port has
 * such hosts, and only once the server's certificate covers `*.<certificateHostname>`: two ports of one host name
 * leave no name to tell tenants by, and behind a proxy it is the proxy that asks. `tlsCertificate` is PEM, leaf first.
 */
export function createTenantHosts(
  { onePort, behindProxy }: ListenConfig,
  origins: Origins,
  tlsCertificate: string,
  hints: Pick<IssuerHints, 'isNaming'>,
): (tenantId: TenantId) => string {
  const hostname = onePort?.certificateHostname;
  if (hostname === undefined || behindProxy || !coversHostsBelow(hostname, tlsCertificate))
    return () => origins.certificate;
  const { port } = new URL(origins.certificate);
  return (tenantId) =>
    hints.isNaming(tenantId)
      ? new URL(`https://${certificateHostOf(tenantId, hostname)}:${port || '443'}`).origin
      : origins.certificate;
}

/** A browser would stop at a name that the certificate does not have. RFC 9525 §6.3: a wildcard covers any one label. */
function coversHostsBelow(hostname: string, tlsCertificate: string): boolean {
  const some = certificateHostOf(guid('00000000-0000-0000-0000-000000000000'), hostname);
  return new X509Certificate(tlsCertificate).checkHost(some) !== undefined;
}
