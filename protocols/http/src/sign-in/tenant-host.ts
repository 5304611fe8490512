import { type TenantId, tenantOfCertificateHost } from '@signet/identity';
import type { Check } from '@signet/pki';
import type { RequestContext } from '../router.ts';

/** Whether the request came to the certificate host of another tenant; that of all tenants is nobody's. */
export function isHostOfAnother(tenantId: TenantId, { hostname }: RequestContext): boolean {
  const owner = tenantOfCertificateHost(hostname);
  return owner !== undefined && owner !== tenantId;
}

/** No page of ours leads there: somebody has put the address together. */
export const HOST_OF_ANOTHER: Check = {
  check: 'certificate-host',
  rule: 'Entra CBA: the host t<tenantId> asks for certificates of that tenant',
  object: 'host name',
  result: 'fail',
  detail: 'The sign-in is one of another tenant than the host it was brought to.',
};
