import type { CertificateAuthority, Directory, TenantId } from '@signet/identity';
import { notFound } from '../../graph-error.ts';
import type { CertificateAuthorityJson, ConfigurationJson } from '../../schemas/certificate-authority.ts';

/** Microsoft Graph: there is at most one, and it always has this id. */
export const CONFIGURATION_ID = '29728ade-6ae4-4ee9-9103-412912537da5';

/** None while no CA is trusted: a DELETE leaves no configuration behind. */
export async function findConfiguration(
  directory: Directory,
  tenantId: TenantId,
): Promise<ConfigurationJson | undefined> {
  const authorities = await listClassicStore(directory, tenantId);
  return authorities.length === 0 ? undefined : configurationJson(authorities);
}

/** The flat list, which this resource is; the CAs of the PKI store are another resource. */
export async function listClassicStore(
  { certificateAuthorities }: Directory,
  tenantId: TenantId,
): Promise<readonly CertificateAuthority[]> {
  const all = await certificateAuthorities.list(tenantId);
  return all.filter(({ publicKeyInfrastructureId }) => publicKeyInfrastructureId === undefined);
}

export function configurationJson(authorities: readonly CertificateAuthority[]): ConfigurationJson {
  return { id: CONFIGURATION_ID, certificateAuthorities: authorities.map(authorityJson) };
}

export function authorityJson(authority: CertificateAuthority): CertificateAuthorityJson {
  return {
    isRootAuthority: authority.isRootAuthority,
    certificateRevocationListUrl: authority.certificateRevocationListUrl ?? null,
    deltaCertificateRevocationListUrl: authority.deltaCertificateRevocationListUrl ?? null,
    certificate: Buffer.from(authority.certificate).toString('base64'),
    issuer: authority.issuer,
    issuerSki: authority.issuerSki,
  };
}

export function checkConfigurationId(params: Readonly<Record<string, string>>): void {
  const id = params['configurationId'] ?? '';
  if (id.toLowerCase() !== CONFIGURATION_ID) throw notFound(id);
}

export function configurationContext(tenantId: TenantId): string {
  return `organization('${tenantId}')/certificateBasedAuthConfiguration`;
}
